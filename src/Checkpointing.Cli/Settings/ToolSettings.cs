using System.Globalization;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Configuration;

namespace Checkpointing.Cli.Settings;

/// <summary>The settings of the processor, from the same sections: files, then environment variables, then the command line; later ones win.</summary>
internal sealed class ToolSettings
{
    private const string DefaultFile = "appsettings.json";
    private const string EnvironmentVariable = "DOTNET_ENVIRONMENT";
    private const string StoreKey = "Checkpointing:Store";

    /// <summary>What the keys begin with that are read. One that is misspelt would be without effect, and another store would answer.</summary>
    private static readonly string[] Roots = ["Checkpointing:", "ConnectionStrings:"];

    /// <summary>Where a store is named: the store itself, or the two of a fleet that moves from one to the other.</summary>
    private static readonly string[] StoreSections = ["Checkpointing", "Checkpointing:Moving:From", "Checkpointing:Moving:To"];

    /// <summary>Stores that create what is missing with the first operation. Looking must not create anything.</summary>
    private static readonly string[] SelfProvisioning = ["Postgres", "Sqlite", "Cosmos"];

    /// <summary>Settings of stores that say how a place is used, and not which one it is.</summary>
    private static readonly string[] Manners = ["ProvisionOnStart", "Resilience"];

    private readonly Dictionary<string, string?> _overrides;

    private ToolSettings(IConfigurationRoot configuration, Dictionary<string, string?> overrides)
    {
        Configuration = configuration;
        _overrides = overrides;
    }

    /// <summary>Where the settings come from, for complaints about what they lack.</summary>
    public string Sources => Files.Length == 0 ? $"there is no {DefaultFile} in '{Environment.CurrentDirectory}'" : $"read: {string.Join(", ", Files)}";

    private string[] Files =>
        [.. Configuration.Providers.OfType<Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider>().Select(provider => provider.Source.Path!)];

    /// <summary>The files that were named on the command line.</summary>
    private IReadOnlyList<string> NamedFiles { get; init; } = [];

    /// <summary>The options by which another command works on this store.</summary>
    public string OptionsOfStore => string.Join(
        ' ', [.. NamedFiles.Select(file => $"--config {file}"), .. NamedFiles.Count == 0 || _overrides.ContainsKey(StoreKey) ? [$"--store {StoreName}"] : Array.Empty<string>()]);

    /// <summary>All settings.</summary>
    public IConfigurationRoot Configuration { get; }

    /// <summary>The name of the store, as configured; null if there is none.</summary>
    public string? StoreName => Configuration[StoreKey] is { Length: > 0 } name ? name.Trim() : null;

    /// <summary>The settings of the store.</summary>
    public IConfigurationSection StoreSection => Configuration.GetSection($"Checkpointing:{StoreName}");

    /// <summary>Reads them.</summary>
    /// <param name="files">Files; none for <c>appsettings.json</c> if it is there.</param>
    /// <param name="sets">Single settings as <c>key=value</c>.</param>
    /// <param name="store">The store's name, or null for the configured one.</param>
    public static ToolSettings Read(IReadOnlyList<string> files, IReadOnlyList<string> sets, string? store)
    {
        Dictionary<string, string?> overrides = new(StringComparer.OrdinalIgnoreCase);
        foreach (string set in sets)
        {
            string[] parts = set.Split('=', 2);
            string key = parts[0].Trim().Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            if (parts.Length != 2 || !Array.Exists(Roots, root => key.StartsWith(root, StringComparison.OrdinalIgnoreCase)))
            {
                throw new CliException(ExitCode.Misused, $"--set is '{key}': it takes key=value, such as --set Checkpointing:Store=Redis, and keys that begin with {string.Join(" or ", Roots)}.");
            }

            overrides[key] = parts[1];
        }

        if (store is not null)
        {
            overrides[StoreKey] = store;
        }

        return Build(FromFiles("--config", files.Count > 0 ? files : DefaultFiles()).AddEnvironmentVariables(), overrides, files);
    }

    /// <summary>
    /// Reads those of another place from its own files. The environment is that of the processor: what it says of the processor's store must not get into them, or both places would be one.
    /// </summary>
    /// <param name="option">The option that names the files, for complaints.</param>
    /// <param name="files">The files.</param>
    /// <param name="prefix">What the names of environment variables begin with that are meant for this place.</param>
    /// <param name="store">The store's name, or null for the configured one.</param>
    public static ToolSettings ReadOther(string option, IReadOnlyList<string> files, string prefix, string? store)
    {
        Dictionary<string, string?> overrides = new(StringComparer.OrdinalIgnoreCase);
        if (store is not null)
        {
            overrides[StoreKey] = store;
        }

        return Build(FromFiles(option, files).AddEnvironmentVariables(prefix), overrides, files, option);
    }

    /// <summary>Whether the store is the same as another's, as far as the settings tell.</summary>
    public bool NamesSameStore(ToolSettings other) => string.Equals(StoreName, other.StoreName, StringComparison.OrdinalIgnoreCase)
        && (StoreAddress.Of(StoreName, StoreSection) is { } address && StoreAddress.Of(StoreName, other.StoreSection) is { } another ? address == another : Texts().SetEquals(other.Texts()));

    /// <summary>The same settings with another store.</summary>
    public ToolSettings WithStore(string store) => Build(
        new ConfigurationBuilder().AddConfiguration(Configuration), new Dictionary<string, string?>(_overrides, StringComparer.OrdinalIgnoreCase) { [StoreKey] = store }, NamedFiles);

    /// <summary>The same settings with some others.</summary>
    public ToolSettings With(params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        Dictionary<string, string?> overrides = new(_overrides, StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string? value) in settings)
        {
            overrides[key] = value;
        }

        return Build(new ConfigurationBuilder().AddConfiguration(Configuration), overrides, NamedFiles);
    }

    /// <summary>The section of the processor that is meant, or null if there is none.</summary>
    /// <exception cref="CliException">There are several, and none was named.</exception>
    public IConfigurationSection? ProcessorSection(GroupChoice choice)
    {
        IConfigurationSection named = Configuration.GetSection(EventHubsProcessorServiceCollectionExtensions.NamedSectionName);
        string[] names = [.. named.GetChildren().Select(section => section.Key)];
        if (choice.Processor is { } name)
        {
            return names.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? named.GetSection(name)
                : throw new CliException(ExitCode.Misused, $"--processor: there is no processor '{name}' in the settings. There are: {(names.Length == 0 ? "none with a name" : string.Join(", ", names))}.");
        }

        IConfigurationSection one = Configuration.GetSection(EventHubsProcessorServiceCollectionExtensions.SectionName);
        return one.Exists() ? one : names.Length switch
        {
            0 => null,
            1 => named.GetSection(names[0]),
            _ when choice.IsWhole => null,
            _ => throw new CliException(ExitCode.Misused, $"the settings have several processors: name one with --processor. There are: {string.Join(", ", names)}."),
        };
    }

    /// <summary>After how long without a renewal the processor's owners count as gone.</summary>
    public TimeSpan OwnershipExpiration(GroupChoice choice)
    {
        string? text = ProcessorSection(choice)?[nameof(EventHubsProcessorOptions.PartitionOwnershipExpirationInterval)];
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan expiration) && expiration > TimeSpan.Zero
            ? expiration
            : EventHubsProcessorOptions.DefaultPartitionOwnershipExpirationInterval;
    }

    private static string[] DefaultFiles()
    {
        string? environment = Environment.GetEnvironmentVariable(EnvironmentVariable);
        string[] candidates = string.IsNullOrWhiteSpace(environment) ? [DefaultFile] : [DefaultFile, $"appsettings.{environment}.json"];
        return [.. candidates.Where(File.Exists)];
    }

    /// <summary>The settings of the store as they are written, without those that do not lead anywhere: for stores whose place they do not tell.</summary>
    private HashSet<(string Key, string Value)> Texts() =>
    [
        .. StoreSection.AsEnumerable(makePathsRelative: true)
            .Where(setting => !string.IsNullOrWhiteSpace(setting.Value) && !Array.Exists(Manners, manner => setting.Key.Split(':')[0].Equals(manner, StringComparison.OrdinalIgnoreCase)))
            .Select(setting => (setting.Key.ToUpperInvariant(), setting.Value!.Trim())),
    ];

    private static ConfigurationBuilder FromFiles(string option, IReadOnlyList<string> files)
    {
        ConfigurationBuilder builder = new();
        foreach (string file in files)
        {
            string path = Path.GetFullPath(file);
            if (!File.Exists(path))
            {
                throw new CliException(ExitCode.Misused, $"{option}: there is no file '{path}'.");
            }

            builder.AddJsonFile(path, optional: false, reloadOnChange: false);
        }

        return builder;
    }

    private static ToolSettings Build(IConfigurationBuilder builder, Dictionary<string, string?> overrides, IReadOnlyList<string> namedFiles, string option = "--config")
    {
        IConfigurationRoot configuration;
        try
        {
            configuration = builder.AddInMemoryCollection(overrides).Build();
        }
        catch (InvalidDataException exception)
        {
            throw new CliException(ExitCode.Misused, $"{option}: {exception.Message} {exception.InnerException?.InnerException?.Message}");
        }

        foreach (string section in StoreSections)
        {
            string? store = configuration[$"{section}:Store"]?.Trim();
            if (Array.Find(SelfProvisioning, name => name.Equals(store, StringComparison.OrdinalIgnoreCase)) is { } provisioning)
            {
                configuration[$"{section}:{provisioning}:ProvisionOnStart"] = "false";
            }
        }

        return new ToolSettings(configuration, overrides) { NamedFiles = namedFiles };
    }
}
