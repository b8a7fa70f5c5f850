using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 6: a rewind sets the position, raises the epoch and clears the owner.</summary>
public abstract class RewindSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task A_rewind_moves_backwards_clears_the_owner_and_raises_the_epoch()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(100, held.Epoch);

        PartitionRewound rewound = await RewindAsync(50, "51200");

        rewound.PartitionId.ShouldBe(Partition);
        rewound.PreviousOwnerId.ShouldBe("a");
        rewound.Previous.ShouldNotBeNull().SequenceNumber.ShouldBe(100);
        rewound.Epoch.ShouldBeGreaterThan(held.Epoch);
        (await OwnerAsync()).OwnerId.ShouldBeEmpty();
        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();
        read.SequenceNumber.ShouldBe(50);
        read.Offset.ShouldBe("51200");
    }

    [Fact]
    public async Task A_live_owner_loses_its_renewal_and_its_writes()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(100, held.Epoch);

        await RewindAsync(50, store: await OpenAsync());

        (await WriteAsync(101, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await ClaimAsync("a", held.Version)).ShouldBeNull();
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(50);
    }

    [Fact]
    public async Task Whoever_claims_next_goes_on_from_the_new_place()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(100, held.Epoch);
        PartitionRewound rewound = await RewindAsync(50);
        ICheckpointStore other = await OpenAsync();

        PartitionOwnership next = await WinAsync("b", (await OwnerAsync(store: other)).Version, store: other);

        (await ReadAsync(store: other)).ShouldNotBeNull().SequenceNumber.ShouldBe(50);
        (await WriteAsync(51, next.Epoch, store: other)).ShouldBe(CheckpointOutcome.Written);
        if (!Has(StoreTraits.LocalEpochs))
        {
            next.Epoch.ShouldBeGreaterThan(rewound.Epoch);
        }
    }

    [Fact]
    public async Task A_rewind_may_move_forwards()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(100, held.Epoch);

        await RewindAsync(200);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(200);
    }

    [Fact]
    public async Task A_rewind_to_before_the_first_event_lets_event_zero_be_written()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(100, held.Epoch);

        await RewindAsync(-1);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(-1);
        PartitionOwnership next = await WinAsync("b", (await OwnerAsync()).Version);
        (await WriteAsync(0, next.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_rewind_to_nothing_removes_the_checkpoint_and_keeps_the_record()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(100, held.Epoch);

        (await RewindAsync(null)).Previous.ShouldNotBeNull();

        (await ReadAsync()).ShouldBeNull();
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldBeEmpty();
        (await OwnerAsync()).OwnerId.ShouldBeEmpty();
        (await WriteAsync(101, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        PartitionOwnership next = await WinAsync("b", (await OwnerAsync()).Version);
        (await WriteAsync(0, next.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_partition_that_nobody_knew_can_be_given_a_position()
    {
        PartitionRewound rewound = await RewindAsync(9);

        rewound.Previous.ShouldBeNull();
        rewound.PreviousOwnerId.ShouldBeEmpty();
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(9);
        (await WriteAsync(10, epoch: 0)).ShouldBe(CheckpointOutcome.Fenced);
        (await ClaimAsync("a")).ShouldBeNull();
        PartitionOwnership next = await WinAsync("a", (await OwnerAsync()).Version);
        (await WriteAsync(10, next.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task Several_partitions_are_rewound_in_one_call()
    {
        PartitionOwnership one = await WinAsync("a", partition: "1");
        await WriteAsync(10, one.Epoch, partition: "1");

        PartitionResults<PartitionRewound> results = await Operator.RewindAsync(
            Group, [new PartitionRewind("1", 5, null, "operator"), new PartitionRewind("2", 6, null, "operator")], Token);

        results.Faults.ShouldBeEmpty();
        results.Items.Select(item => item.PartitionId).ShouldBe(["1", "2"], ignoreOrder: true);
        (await ReadAsync("1")).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
        (await ReadAsync("2")).ShouldNotBeNull().SequenceNumber.ShouldBe(6);
    }

    [Fact]
    public async Task A_rewind_below_minus_one_is_a_fault_of_the_caller() =>
        await Should.ThrowAsync<ArgumentException>(() => Operator.RewindAsync(Group, [new PartitionRewind("1", -2, null, "operator")], Token));
}
