using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;
using Checkpointing.Tests.Services;
using Compare.Rival;

namespace Benchmarks.Tests;

/// <summary>That the rival is no straw man: it does what Microsoft's store does, no more and no less.</summary>
public sealed class MicrosoftBlobStoreTests : IAsyncLifetime
{
    private Azurite? _azurite;
    private MicrosoftBlobStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Azurite.Needed();
        _azurite = await Azurite.StartAsync();
        BlobContainerClient container = new(_azurite.ConnectionString, $"rival-{Guid.NewGuid():n}");
        await container.CreateAsync(cancellationToken: Token);
        _store = new MicrosoftBlobStore(container);
    }

    public ValueTask DisposeAsync() => _azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Of_two_claims_of_one_version_one_is_lost_and_missing()
    {
        EventProcessorPartitionOwnership held = (await _store.ClaimOwnershipAsync([Claim("0", "one", null)], Token)).Single();

        EventProcessorPartitionOwnership[] won = [.. await _store.ClaimOwnershipAsync([Claim("0", "two", held.Version)], Token)];
        EventProcessorPartitionOwnership[] lost = [.. await _store.ClaimOwnershipAsync([Claim("0", "one", held.Version), Claim("0", "three", null), Claim("1", "one", null)], Token)];

        won.Single().OwnerIdentifier.ShouldBe("two");
        lost.Single().PartitionId.ShouldBe("1");
        (await _store.ListOwnershipAsync("ns", "hub", "group", Token)).ToDictionary(record => record.PartitionId, record => record.OwnerIdentifier)
            .ShouldBe(new Dictionary<string, string> { ["0"] = "two", ["1"] = "one" }, ignoreOrder: true);
    }

    [Fact]
    public async Task The_last_checkpoint_wins_whatever_it_says()
    {
        (await _store.GetCheckpointAsync("ns", "hub", "group", "0", Token)).ShouldBeNull();

        await _store.UpdateCheckpointAsync("ns", "hub", "group", "0", "me", new CheckpointPosition("8", 10), Token);
        await _store.UpdateCheckpointAsync("ns", "hub", "group", "0", "other", new CheckpointPosition("4", 5), Token);

        EventProcessorCheckpoint checkpoint = await _store.GetCheckpointAsync("ns", "hub", "group", "0", Token);
        checkpoint.StartingPosition.ShouldBe(Azure.Messaging.EventHubs.Consumer.EventPosition.FromOffset("4", isInclusive: false));
    }

    private static EventProcessorPartitionOwnership Claim(string partitionId, string owner, string? version) => new()
    {
        FullyQualifiedNamespace = "ns",
        EventHubName = "hub",
        ConsumerGroup = "group",
        PartitionId = partitionId,
        OwnerIdentifier = owner,
        Version = version,
    };
}
