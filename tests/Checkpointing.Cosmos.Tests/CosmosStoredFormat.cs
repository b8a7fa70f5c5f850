using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Checkpointing.Conformance;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>A container of its own, empty or with the documents that are kept of a released version.</summary>
internal sealed class CosmosStoredFormat : StoredFormat
{
    private readonly CosmosClient _client;
    private readonly Container _container;
    private readonly CosmosCheckpointStore _store;

    private CosmosStoredFormat(CosmosClient client, string containerName)
    {
        _client = client;
        _container = client.GetContainer(CosmosFixture.DatabaseName, containerName);
        _store = new CosmosCheckpointStore(_container, new CosmosCheckpointStoreOptions { ProvisionOnStart = true });
    }

    public override ICheckpointStore Store => _store;

    /// <summary>Makes the container.</summary>
    /// <param name="fixture">The account.</param>
    /// <param name="format">The kept documents, or null for none.</param>
    public static async Task<CosmosStoredFormat> OpenAsync(CosmosFixture fixture, string? format)
    {
        string name = "format-" + Guid.NewGuid().ToString("n");
        CosmosStoredFormat opened = new(fixture.Options(name).CreateClient(), name);
        await opened._store.ProvisionAsync(CancellationToken.None);
        foreach (JsonNode? document in format is null ? [] : JsonNode.Parse(await File.ReadAllBytesAsync(format))!.AsArray())
        {
            using MemoryStream content = new(Encoding.UTF8.GetBytes(document!.ToJsonString()));
            using ResponseMessage response = await opened._container.CreateItemStreamAsync(content, new PartitionKey((string)document["consumerGroup"]!));
            response.EnsureSuccessStatusCode();
        }

        return opened;
    }

    public override async ValueTask<string> DescribeAsync()
    {
        List<string> lines = [];
        using FeedIterator<JsonElement> documents = _container.GetItemQueryIterator<JsonElement>((string?)null);
        while (documents.HasMoreResults)
        {
            foreach (JsonElement document in await documents.ReadNextAsync())
            {
                lines.AddRange(Describe($"{document.GetProperty("id")}", document));
            }
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    public override ValueTask DisposeAsync()
    {
        _store.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <remarks>What begins with an underscore is the service's.</remarks>
    private static IEnumerable<string> Describe(string path, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Where(property => !property.Name.StartsWith('_')).SelectMany(property => Describe($"{path}.{property.Name}", property.Value))
        : [$"{path} {value.ValueKind} {(IsPassing(path) ? $"of {value.GetString()!.Length}" : value.GetRawText())}"];

    private static bool IsPassing(string path) =>
        path.EndsWith("At", StringComparison.Ordinal) || path.EndsWith(".version", StringComparison.Ordinal) || path.EndsWith(".writeId", StringComparison.Ordinal);
}
