using System.Text.Json;

namespace Devkit.EventHubs.Broker.Hubs;

/// <summary>The folder of a hub that is kept on disk. It remembers what may not change between two starts.</summary>
internal sealed class HubDirectory
{
    private const string DescriptionFile = "hub.json";

    private HubDirectory(string path, DateTimeOffset createdAt)
    {
        Path = path;
        CreatedAt = createdAt;
    }

    public string Path { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Opens the hub's folder, or creates it.</summary>
    /// <exception cref="InvalidOperationException">The hub has another number of partitions than on disk.</exception>
    public static HubDirectory Open(string dataDirectory, HubOptions options, TimeProvider time)
    {
        string path = System.IO.Path.Combine(dataDirectory, options.Name.ToUpperInvariant());
        string file = System.IO.Path.Combine(path, DescriptionFile);
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(path);
            var created = new HubDescription(options.Name, options.PartitionCount, time.GetUtcNow());
            File.WriteAllText(file, JsonSerializer.Serialize(created));
            return new HubDirectory(path, created.CreatedAt);
        }

        HubDescription found = JsonSerializer.Deserialize<HubDescription>(File.ReadAllText(file))
            ?? throw new InvalidDataException($"'{file}' does not describe a hub. Delete the folder to begin anew.");
        if (found.PartitionCount != options.PartitionCount)
        {
            throw new InvalidOperationException(
                $"Hub '{options.Name}' has {found.PartitionCount} partitions in '{path}' and {options.PartitionCount} in the options; "
                + "give the number it has, or delete the folder.");
        }

        return new HubDirectory(path, found.CreatedAt);
    }
}
