using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rules 4 and 15: a checkpoint never moves backwards, and what is not there is null.</summary>
public abstract class CheckpointsSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task What_was_written_is_read_back_whole_by_every_client()
    {
        PartitionOwnership held = await WinAsync("a");

        (await WriteAsync(42, held.Epoch, writer: "a")).ShouldBe(CheckpointOutcome.Written);

        Checkpoint read = (await ReadAsync(store: await OpenAsync())).ShouldNotBeNull();
        read.PartitionId.ShouldBe(Partition);
        read.SequenceNumber.ShouldBe(42);
        read.Offset.ShouldBe(OffsetOf(42));
        read.Epoch.ShouldBe(Has(StoreTraits.LocalEpochs) ? 0 : held.Epoch);
        read.WrittenBy.ShouldBe("a");
    }

    [Fact]
    public async Task No_record_is_null_and_asking_creates_none()
    {
        (await ReadAsync("-1")).ShouldBeNull();

        (await OwnersAsync()).ShouldBeEmpty();
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldBeEmpty();
        (await Operator.ListGroupsAsync(Token)).ShouldNotContain(Group);
    }

    [Fact]
    public async Task An_owned_partition_without_a_checkpoint_reads_null()
    {
        await WinAsync("a");

        (await ReadAsync()).ShouldBeNull();
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sequence_number_zero_is_a_position()
    {
        PartitionOwnership held = await WinAsync("a");

        (await WriteAsync(0, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(0);
        (await WriteAsync(1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(0)]
    public async Task A_write_that_is_not_ahead_is_stale_and_changes_nothing(long sequenceNumber)
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(10, held.Epoch, writer: "first");
        Checkpoint before = (await ReadAsync()).ShouldNotBeNull();

        (await WriteAsync(sequenceNumber, held.Epoch, writer: "second")).ShouldBe(CheckpointOutcome.Stale);

        Checkpoint after = (await ReadAsync()).ShouldNotBeNull();
        (after with { LastModified = before.LastModified }).ShouldBe(before);
    }

    [Fact]
    public async Task The_largest_sequence_number_is_kept_exactly()
    {
        PartitionOwnership held = await WinAsync("a");

        (await WriteAsync(long.MaxValue - 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(long.MaxValue, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData("geo:17:00000000-0000-0000-0000-000000000001")]
    [InlineData("0")]
    [InlineData(null)]
    public async Task An_offset_is_an_opaque_text_or_unknown(string? offset)
    {
        PartitionOwnership held = await WinAsync("a");

        await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite(Partition, 8, offset, held.Epoch, "a")], Token);

        (await ReadAsync()).ShouldNotBeNull().Offset.ShouldBe(offset);
    }

    [Fact]
    public async Task Position_and_offset_are_replaced_together()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(1, held.Epoch);

        await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite(Partition, 2, null, held.Epoch, "a")], Token);

        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();
        read.SequenceNumber.ShouldBe(2);
        read.Offset.ShouldBeNull();
    }

    [Fact]
    public async Task A_write_changes_neither_owner_nor_version()
    {
        PartitionOwnership held = await WinAsync("a");

        await WriteAsync(1, held.Epoch);

        PartitionOwnership after = await OwnerAsync();
        after.Version.ShouldBe(held.Version);
        after.OwnerId.ShouldBe("a");
        (await ClaimAsync("a", held.Version)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Each_write_of_a_batch_has_an_outcome_of_its_own()
    {
        PartitionOwnership one = await WinAsync("a", partition: "1");
        PartitionOwnership two = await WinAsync("a", partition: "2");
        PartitionOwnership three = await WinAsync("a", partition: "3");
        await WriteAsync(10, two.Epoch, partition: "2");
        await WinAsync("b", three.Version, partition: "3", store: await OpenAsync());

        PartitionResults<CheckpointWriteResult> results = await Store.WriteCheckpointsAsync(
            Group,
            [
                new CheckpointWrite("1", 5, "5", one.Epoch, "a"),
                new CheckpointWrite("2", 5, "5", two.Epoch, "a"),
                new CheckpointWrite("3", 5, "5", three.Epoch, "a"),
            ],
            Token);

        results.Faults.ShouldBeEmpty();
        results.Items.ToDictionary(item => item.PartitionId, item => item.Outcome).ShouldBe(
            new Dictionary<string, CheckpointOutcome>
            {
                ["1"] = CheckpointOutcome.Written,
                ["2"] = CheckpointOutcome.Stale,
                ["3"] = CheckpointOutcome.Fenced,
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task An_empty_batch_writes_nothing()
    {
        PartitionResults<CheckpointWriteResult> results = await Store.WriteCheckpointsAsync(Group, [], Token);

        results.Items.ShouldBeEmpty();
        results.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_negative_sequence_number_is_a_fault_of_the_caller() =>
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteCheckpointsAsync(Group, [new CheckpointWrite("1", -1, null, 0, "a")], Token));
}
