using Checkpointing.Conformance;
using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Abstractions.Tests.Writing;

/// <summary>A writer that rests between batches, and whom it does not keep waiting.</summary>
public sealed class CheckpointWriterRestTests : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedStore _store = new(writes => Task.FromResult(Answers.All(writes)));
    private readonly CheckpointWriter _writer;

    public CheckpointWriterRestTests() =>
        _writer = new CheckpointWriter(_store, Answers.Group, "me", new CheckpointWriterOptions { Rest = Rest }, _clock, new Random(1));

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    [Fact]
    public async Task The_first_write_is_made_at_once_and_what_is_posted_during_the_rest_merges_into_the_next()
    {
        PartitionCheckpoints[] partitions = [_writer.Open("0", 1), _writer.Open("1", 1)];
        partitions[0].Post(At(1));
        await _clock.WhenArmedAsync();
        _store.Calls.Count.ShouldBe(1);
        for (int sequenceNumber = 2; sequenceNumber < 100; sequenceNumber++)
        {
            Array.ForEach(partitions, partition => partition.Post(At(sequenceNumber)));
        }

        _clock.Advance(Rest - TimeSpan.FromTicks(1));
        _store.Calls.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromTicks(1));
        await _clock.WhenArmedAsync();
        _store.Calls.Count.ShouldBe(2);
        _store.Calls[1].Select(write => (write.PartitionId, write.SequenceNumber)).ShouldBe([("0", 99), ("1", 99)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(10, 90)]
    [InlineData(100, 500)]
    public async Task After_a_slow_batch_it_rests_nine_times_as_long_and_at_most_half_a_second(int batch, int rest)
    {
        var store = new ScriptedStore(writes =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(batch));
            return Task.FromResult(Answers.All(writes));
        });
        await using var writer = new CheckpointWriter(store, Answers.Group, "me", new CheckpointWriterOptions { Rest = Rest }, _clock, new Random(1));
        PartitionCheckpoints checkpoints = writer.Open("0", 1);
        checkpoints.Post(At(1));
        await _clock.WhenArmedAsync();
        checkpoints.Post(At(2));
        _clock.Advance(TimeSpan.FromMilliseconds(rest) - TimeSpan.FromTicks(1));
        store.Calls.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromTicks(1));
        await _clock.WhenArmedAsync();
        store.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_waits_does_not_wait_for_the_rest()
    {
        PartitionCheckpoints checkpoints = _writer.Open("0", 1);
        for (int sequenceNumber = 1; sequenceNumber <= 100; sequenceNumber++)
        {
            checkpoints.Post(At(sequenceNumber));
            (await checkpoints.FlushAsync(TestContext.Current.CancellationToken)).ShouldBe(CheckpointOutcome.Written);
        }

        _store.Calls.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Haste_ends_the_rest_before_a_write_and_leaves_the_one_after_it()
    {
        using SemaphoreSlim calls = new(0);
        using SemaphoreSlim answers = new(1);
        var store = new ScriptedStore(async writes =>
        {
            calls.Release();
            await answers.WaitAsync();
            return Answers.All(writes);
        });
        await using var writer = new CheckpointWriter(store, Answers.Group, "me", new CheckpointWriterOptions { Rest = Rest }, _clock, new Random(1));
        PartitionCheckpoints checkpoints = writer.Open("0", 1);
        checkpoints.Post(At(1));
        await calls.WaitAsync(TestContext.Current.CancellationToken);
        await _clock.WhenArmedAsync();
        checkpoints.Post(At(2));
        checkpoints.Hurry();
        await calls.WaitAsync(TestContext.Current.CancellationToken);

        checkpoints.Post(At(3));
        checkpoints.Hurry();
        answers.Release(2);
        await _clock.WhenArmedAsync();
        store.Calls.Count.ShouldBe(2, "what was posted last is due, but nobody has hurried since");
        checkpoints.Hurry();
        await calls.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_had_to_wait_for_another_epoch_of_its_partition_does_not_wait_for_the_rest_as_well()
    {
        _writer.Open("1", 1).Post(At(1));
        await _clock.WhenArmedAsync();
        _writer.Open("0", 1).Post(At(5));
        _writer.Open("0", 2).Post(At(4));
        _clock.Advance(Rest);
        await _clock.WhenArmedAsync();
        _store.Calls.Skip(1).Select(call => call.Single().Epoch).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_writer_that_is_disposed_while_it_rests_writes_first()
    {
        PartitionCheckpoints checkpoints = _writer.Open("0", 1);
        checkpoints.Post(At(1));
        await _clock.WhenArmedAsync();
        checkpoints.Post(At(2));
        await _writer.DisposeAsync();
        _store.Calls.SelectMany(call => call).Select(write => write.SequenceNumber).ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public void A_rest_that_is_not_allowed_is_named(int milliseconds) => Should.Throw<InvalidOperationException>(() => new CheckpointWriter(
            _store, Answers.Group, "me", new CheckpointWriterOptions { Rest = TimeSpan.FromMilliseconds(milliseconds) }))
        .Message.ShouldContain("allowed is zero to 00:00:01");

    private static ProcessedPosition At(long sequenceNumber) => new(sequenceNumber, null, sequenceNumber);
}
