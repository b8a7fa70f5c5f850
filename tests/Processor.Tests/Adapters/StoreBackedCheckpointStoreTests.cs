using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Processor.Adapters;
using Processor.Tests.Support;

namespace Processor.Tests.Adapters;

public sealed class StoreBackedCheckpointStoreTests
{
    private const string Namespace = "Test.ServiceBus.windows.net";
    private const string Hub = "Orders";
    private const string ConsumerGroupName = "$Default";

    private readonly InMemoryCheckpointStore _memory = new();
    private readonly StoreBackedCheckpointStore _store;

    public StoreBackedCheckpointStoreTests() => _store = new StoreBackedCheckpointStore(_memory);

    [Fact]
    public async Task Ownership_goes_both_ways_in_the_callers_casing()
    {
        EventProcessorPartitionOwnership claimed = (await _store.ClaimOwnershipAsync([Wish("0", "me", null)], default)).Single();
        (claimed.FullyQualifiedNamespace, claimed.EventHubName, claimed.ConsumerGroup, claimed.OwnerIdentifier).ShouldBe((Namespace, Hub, ConsumerGroupName, "me"));
        (await _store.ClaimOwnershipAsync([Wish("0", "other", null)], default)).ShouldBeEmpty();
        (await ListAsync()).Single().Version.ShouldBe(claimed.Version);
        (await _store.ClaimOwnershipAsync([Wish("0", "", claimed.Version)], default)).Single().OwnerIdentifier.ShouldBe("");
        (await _store.ClaimOwnershipAsync([], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_checkpoint_is_written_under_the_epoch_of_the_claim()
    {
        EventProcessorPartitionOwnership first = (await _store.ClaimOwnershipAsync([Wish("0", "me", null)], default)).Single();
        await UpdateAsync("me", Events.At(5));
        (await GetAsync("0")).StartingPosition.ShouldBe(EventPosition.FromOffset("o5", isInclusive: false));
        await _store.ClaimOwnershipAsync([Wish("0", "other", first.Version)], default);

        EventHubsException refused = await Should.ThrowAsync<EventHubsException>(UpdateAsync("me", Events.At(6)));

        refused.Reason.ShouldBe(EventHubsException.FailureReason.ConsumerDisconnected);
        await UpdateAsync("other", Events.At(7));
        (await _memory.ReadCheckpointAsync(new ConsumerGroup(Namespace, Hub, ConsumerGroupName), "0", default))!.SequenceNumber.ShouldBe(7);
    }

    [Fact]
    public async Task A_checkpoint_that_is_not_ahead_changes_nothing_and_is_no_error()
    {
        await _store.ClaimOwnershipAsync([Wish("0", "me", null)], default);
        await UpdateAsync("me", Events.At(5));
        await UpdateAsync("me", Events.At(4));
        (await GetAsync("0")).StartingPosition.ShouldBe(EventPosition.FromOffset("o5", isInclusive: false));
    }

    [Fact]
    public async Task One_processor_does_not_renew_with_the_version_of_another_that_shares_the_object()
    {
        EventProcessorPartitionOwnership first = (await _store.ClaimOwnershipAsync([Wish("0", "me", null)], default)).Single();
        await _store.ClaimOwnershipAsync([Wish("0", "other", first.Version)], default);
        (await _store.ClaimOwnershipAsync([Wish("0", "me", first.Version)], default)).ShouldBeEmpty();
        (await _store.ClaimOwnershipAsync([Wish("0", "", first.Version)], default)).ShouldBeEmpty();
        (await ListAsync()).Single().OwnerIdentifier.ShouldBe("other");
    }

    [Fact]
    public async Task No_checkpoint_is_null()
    {
        (await GetAsync("0")).ShouldBeNull();
        (await GetAsync("-1")).ShouldBeNull();
    }

    [Fact]
    public Task A_position_without_a_sequence_number_is_refused() => Should.ThrowAsync<ArgumentException>(
        _store.UpdateCheckpointAsync(Namespace, Hub, ConsumerGroupName, "0", "me", new CheckpointPosition("o1"), default));

    private static EventProcessorPartitionOwnership Wish(string partitionId, string ownerId, string? version) => new()
    {
        FullyQualifiedNamespace = Namespace,
        EventHubName = Hub,
        ConsumerGroup = ConsumerGroupName,
        PartitionId = partitionId,
        OwnerIdentifier = ownerId,
        Version = version,
    };

    private Task<IEnumerable<EventProcessorPartitionOwnership>> ListAsync() => _store.ListOwnershipAsync(Namespace, Hub, ConsumerGroupName, default);

    private Task<EventProcessorCheckpoint> GetAsync(string partitionId) => _store.GetCheckpointAsync(Namespace, Hub, ConsumerGroupName, partitionId, default);

    private Task UpdateAsync(string owner, EventData eventData) =>
        _store.UpdateCheckpointAsync(Namespace, Hub, ConsumerGroupName, "0", owner, CheckpointPosition.FromEvent(eventData), default);
}
