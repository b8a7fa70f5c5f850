using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Processor.Adapters;
using Processor.Tests.Support;

namespace Processor.Tests.Adapters;

public sealed class SdkCheckpointStoreAdapterTests
{
    private readonly DictionaryCheckpointStore _sdk = new();
    private readonly SdkCheckpointStoreAdapter _store;

    public SdkCheckpointStoreAdapterTests() => _store = new SdkCheckpointStoreAdapter(_sdk);

    private static ConsumerGroup Group => TestProcessor.TheGroup;

    [Fact]
    public async Task Ownership_goes_both_ways()
    {
        PartitionOwnership claimed = (await ClaimAsync(new OwnershipClaim("0", "me", "1", null))).Single();
        (claimed.PartitionId, claimed.OwnerId, claimed.Epoch).ShouldBe(("0", "me", 0L));
        (await ClaimAsync(new OwnershipClaim("0", "other", "2", null))).ShouldBeEmpty();
        (await ClaimAsync(new OwnershipClaim("0", "", "1", claimed.Version))).Single().OwnerId.ShouldBe("");
        (await _store.ListOwnershipAsync(Group, default)).Items.Single().OwnerId.ShouldBe("");
    }

    [Fact]
    public async Task A_checkpoint_with_an_offset_is_read_back_as_its_offset()
    {
        (await WriteAsync(17, "o17")).ShouldBe(CheckpointOutcome.Written);
        Checkpoint checkpoint = (await _store.ReadCheckpointAsync(Group, "0", default))!;
        (checkpoint.Offset, checkpoint.SequenceNumber, checkpoint.WrittenBy).ShouldBe(("o17", null, "me"));
    }

    [Fact]
    public async Task A_checkpoint_without_an_offset_is_read_back_as_its_sequence_number()
    {
        await WriteAsync(17, null);
        Checkpoint checkpoint = (await _store.ReadCheckpointAsync(Group, "0", default))!;
        (checkpoint.Offset, checkpoint.SequenceNumber).ShouldBe((null, 17L));
    }

    [Fact]
    public async Task A_checkpoint_that_is_not_ahead_of_what_is_known_is_stale()
    {
        await WriteAsync(17, "o17");
        (await WriteAsync(17, "o17")).ShouldBe(CheckpointOutcome.Stale);
        (await WriteAsync(16, "o16")).ShouldBe(CheckpointOutcome.Stale);
        (await WriteAsync(18, "o18")).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task What_another_process_wrote_is_known_once_it_was_read()
    {
        _sdk.Checkpoints["0"] = new EventProcessorCheckpoint { PartitionId = "0", StartingPosition = EventPosition.FromSequenceNumber(20, isInclusive: false) };
        await _store.ReadCheckpointAsync(Group, "0", default);
        (await WriteAsync(19, "o19")).ShouldBe(CheckpointOutcome.Stale);
    }

    [Fact]
    public async Task An_inclusive_sequence_number_is_read_as_the_one_before_it()
    {
        _sdk.Checkpoints["0"] = new EventProcessorCheckpoint { PartitionId = "0", StartingPosition = EventPosition.FromSequenceNumber(20, isInclusive: true) };
        (await _store.ReadCheckpointAsync(Group, "0", default))!.SequenceNumber.ShouldBe(19);
    }

    [Fact]
    public async Task The_start_of_the_partition_is_no_checkpoint()
    {
        (await _store.ReadCheckpointAsync(Group, "0", default)).ShouldBeNull();
        _sdk.Checkpoints["0"] = new EventProcessorCheckpoint { PartitionId = "0", StartingPosition = EventPosition.Earliest };
        (await _store.ReadCheckpointAsync(Group, "0", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_position_that_names_no_last_event_is_an_error_and_not_a_guess()
    {
        EventPosition[] positions =
            [EventPosition.Latest, EventPosition.FromOffset("o1", isInclusive: true), EventPosition.FromEnqueuedTime(DateTimeOffset.UnixEpoch), default];
        foreach (EventPosition position in positions)
        {
            _sdk.Checkpoints["0"] = new EventProcessorCheckpoint { PartitionId = "0", StartingPosition = position };
            (await Should.ThrowAsync<CheckpointStoreException>(_store.ReadCheckpointAsync(Group, "0", default))).IsTransient.ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("0] | Inclusive: [True")]
    [InlineData("a|b\nc")]
    public async Task An_odd_offset_survives_or_is_refused_but_never_becomes_another(string offset)
    {
        await WriteAsync(1, offset);
        (await _store.ReadCheckpointAsync(Group, "0", default))!.Offset.ShouldBe(offset);
    }

    [Fact]
    public async Task Failures_take_the_shape_of_this_library()
    {
        _sdk.Failure = new TimeoutException("slow");
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(_store.ListOwnershipAsync(Group, default));
        (exception.Operation, exception.IsTransient, exception.InnerException).ShouldBe((StoreOperation.ListOwnership, true, _sdk.Failure));
        _sdk.Failure = new UnauthorizedAccessException("no");
        PartitionResults<CheckpointWriteResult> results =
            await _store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1, "o1", 0, "me"), new CheckpointWrite("1", 1, "o1", 0, "me")], default);
        results.Items.ShouldBeEmpty();
        results.Faults.Select(fault => fault.PartitionId).Order().ShouldBe(["0", "1"]);
        results.Faults.ShouldAllBe(fault => !fault.IsTransient);
    }

    [Fact]
    public Task Listing_checkpoints_is_refused() => Should.ThrowAsync<CheckpointStoreException>(_store.ListCheckpointsAsync(Group, default));

    private async Task<IReadOnlyList<PartitionOwnership>> ClaimAsync(params OwnershipClaim[] claims) =>
        (await _store.ClaimOwnershipAsync(Group, claims, default)).Items;

    private async Task<CheckpointOutcome> WriteAsync(long sequenceNumber, string? offset) =>
        (await _store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", sequenceNumber, offset, 0, "me")], default)).Items.Single().Outcome;
}
