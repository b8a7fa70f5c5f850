using Checkpointing.Conformance;
using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Abstractions.Tests.Writing;

public sealed class CheckpointWriterTests
{
    private static readonly CheckpointWriterOptions Options = new() { RetryDelay = TimeSpan.FromSeconds(1), MaximumRetryDelay = TimeSpan.FromSeconds(8) };

    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingObserver _observer = new();

    [Fact]
    public async Task While_a_write_is_under_way_later_positions_merge_into_one()
    {
        var gate = new TaskCompletionSource();
        var store = new ScriptedStore(async writes =>
        {
            await gate.Task;
            return Answers.All(writes);
        });
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 7, _observer);
        checkpoints.Post(At(1)).ShouldBeTrue();
        await Until(() => store.Calls.Count == 1);
        checkpoints.Post(At(2));
        checkpoints.Post(At(3));
        Task<CheckpointOutcome> flush = checkpoints.FlushAsync(default);
        flush.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await flush).ShouldBe(CheckpointOutcome.Written);
        store.Calls.SelectMany(call => call).ShouldBe([Write(1), Write(3)]);
        _observer.Outcomes.ShouldBe([(At(1), CheckpointOutcome.Written), (At(3), CheckpointOutcome.Written)]);
    }

    [Fact]
    public async Task A_store_that_answers_nonsense_is_asked_again()
    {
        int calls = 0;
        var store = new ScriptedStore(writes => Task.FromResult(
            Interlocked.Increment(ref calls) == 1 ? new PartitionResults<CheckpointWriteResult>(null!, null!) : Answers.All(writes)));
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 7, _observer);
        checkpoints.Post(At(1));
        Task<CheckpointOutcome> flush = checkpoints.FlushAsync(default);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return flush.IsCompleted;
        });
        (await flush).ShouldBe(CheckpointOutcome.Written);
        store.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task All_partitions_that_are_due_go_to_the_store_in_one_batch()
    {
        var gate = new TaskCompletionSource();
        var store = new ScriptedStore(async writes =>
        {
            await gate.Task;
            return Answers.All(writes);
        });
        CheckpointWriter writer = Writer(store);
        PartitionCheckpoints[] partitions = [.. Enumerable.Range(0, 32).Select(index => writer.Open($"{index}", 1))];
        partitions[0].Post(At(1));
        await Until(() => store.Calls.Count == 1);
        Array.ForEach(partitions, partition => partition.Post(At(2)));
        gate.SetResult();
        await Task.WhenAll(partitions.Select(partition => partition.FlushAsync(default)));
        store.Calls.Count.ShouldBe(2);
        store.Calls[1].Length.ShouldBe(32);
    }

    [Fact]
    public async Task Two_epochs_of_one_partition_never_share_a_batch_and_the_older_goes_first()
    {
        var gate = new TaskCompletionSource();
        var store = new ScriptedStore(async writes =>
        {
            await gate.Task;
            return Answers.All(writes);
        });
        CheckpointWriter writer = Writer(store);
        PartitionCheckpoints other = writer.Open("1", 1);
        PartitionCheckpoints former = writer.Open("0", 1);
        PartitionCheckpoints present = writer.Open("0", 2);
        other.Post(At(1));
        await Until(() => store.Calls.Count == 1);
        former.Post(At(5));
        present.Post(At(4));
        gate.SetResult();
        await Task.WhenAll(former.FlushAsync(default), present.FlushAsync(default));
        store.Calls.Skip(1).Select(call => call.Single().Epoch).ShouldBe([1L, 2L]);
    }

    [Fact]
    public async Task A_position_that_is_not_ahead_is_not_written()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 1);
        checkpoints.Post(At(5));
        await checkpoints.FlushAsync(default);
        checkpoints.Post(At(5)).ShouldBeTrue();
        checkpoints.Post(At(4)).ShouldBeTrue();
        (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
        store.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Flushing_without_a_post_writes_nothing()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));
        (await Writer(store).Open("0", 1).FlushAsync(default)).ShouldBe(CheckpointOutcome.Stale);
        store.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fenced_partition_takes_nothing_more()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes, CheckpointOutcome.Fenced)));
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 1, _observer);
        checkpoints.Post(At(1));
        (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Fenced);
        checkpoints.Post(At(2)).ShouldBeFalse();
        (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Fenced);
        store.Calls.Count.ShouldBe(1);
        _observer.Outcomes.ShouldBe([(At(1), CheckpointOutcome.Fenced)]);
    }

    [Fact]
    public async Task A_transient_fault_is_retried_after_a_pause_with_the_newest_position()
    {
        int calls = 0;
        var store = new ScriptedStore(writes => ++calls < 3 ? throw Answers.Fault() : Task.FromResult(Answers.All(writes)));
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 7, _observer);
        checkpoints.Post(At(1));
        Task<CheckpointOutcome> flush = checkpoints.FlushAsync(default);
        await _clock.WhenArmedAsync();
        checkpoints.Post(At(9));
        calls.ShouldBe(1, "a post must not cut the pause short");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Until(() => calls == 2);
        await _clock.WhenArmedAsync();
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        calls.ShouldBe(2, "the second pause is between one and two seconds");
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        (await flush).ShouldBe(CheckpointOutcome.Written);
        store.Calls.SelectMany(call => call).ShouldBe([Write(1), Write(9), Write(9)]);
        _observer.Faults.Select(fault => fault.Attempt).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_fault_of_one_partition_does_not_hold_up_the_others()
    {
        var store = new ScriptedStore(writes => Task.FromResult(new PartitionResults<CheckpointWriteResult>(
            [.. writes.Where(write => write.PartitionId != "bad").Select(write => new CheckpointWriteResult(write.PartitionId, CheckpointOutcome.Written))],
            [.. writes.Where(write => write.PartitionId == "bad").Select(write => Answers.Fault("bad"))])));
        CheckpointWriter writer = Writer(store);
        PartitionCheckpoints bad = writer.Open("bad", 1, _observer);
        PartitionCheckpoints good = writer.Open("good", 1);
        bad.Post(At(1));
        good.Post(At(1));
        (await good.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
        await _clock.WhenArmedAsync();
        good.Post(At(2));
        (await good.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
        _observer.Faults.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lasting_fault_is_told_to_those_who_wait_and_tried_again_all_the_same()
    {
        int calls = 0;
        var store = new ScriptedStore(writes => ++calls == 1 ? throw Answers.Fault(isTransient: false) : Task.FromResult(Answers.All(writes)));
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 7);
        checkpoints.Post(At(1));
        await Should.ThrowAsync<CheckpointStoreException>(checkpoints.FlushAsync(default));
        Task<CheckpointOutcome> second = checkpoints.FlushAsync(default);
        await _clock.WhenArmedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await second).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_store_that_breaks_its_contract_counts_as_a_fault()
    {
        int calls = 0;
        var store = new ScriptedStore(writes => ++calls switch
        {
            1 => throw new InvalidOperationException("no such thing"),
            2 => Task.FromResult(new PartitionResults<CheckpointWriteResult>([], [])),
            _ => Task.FromResult(Answers.All(writes)),
        });
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 7, _observer);
        checkpoints.Post(At(1));
        Task<CheckpointOutcome> flush = checkpoints.FlushAsync(default);
        for (int pause = 0; pause < 2; pause++)
        {
            await _clock.WhenArmedAsync();
            _clock.Advance(TimeSpan.FromSeconds(8));
        }

        (await flush).ShouldBe(CheckpointOutcome.Written);
        _observer.Faults[0].Exception.InnerException.ShouldBeOfType<InvalidOperationException>();
        _observer.Faults[1].Exception.Message.ShouldContain("without a word");
    }

    [Fact]
    public async Task An_observer_that_throws_closes_its_own_partition_only()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));
        CheckpointWriter writer = Writer(store);
        PartitionCheckpoints broken = writer.Open("0", 1, new ThrowingObserver());
        PartitionCheckpoints sound = writer.Open("1", 1);
        broken.Post(At(1));
        await Until(() => !broken.Post(At(2)));
        sound.Post(At(1));
        (await sound.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task Cancelling_a_flush_ends_the_wait_and_not_the_write()
    {
        var gate = new TaskCompletionSource();
        var store = new ScriptedStore(async writes =>
        {
            await gate.Task;
            return Answers.All(writes);
        });
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 1, _observer);
        checkpoints.Post(At(1));
        using var cancellation = new CancellationTokenSource();
        Task<CheckpointOutcome> flush = checkpoints.FlushAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(flush);
        gate.SetResult();
        (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task Disposing_writes_what_was_posted_without_waiting_for_a_pause()
    {
        int calls = 0;
        var store = new ScriptedStore(writes => ++calls == 1 ? throw Answers.Fault() : Task.FromResult(Answers.All(writes)));
        CheckpointWriter writer = Writer(store);
        PartitionCheckpoints checkpoints = writer.Open("0", 7, _observer);
        checkpoints.Post(At(1));
        await _clock.WhenArmedAsync();
        await writer.DisposeAsync();
        _observer.Outcomes.ShouldBe([(At(1), CheckpointOutcome.Written)]);
        checkpoints.Post(At(2)).ShouldBeFalse();
    }

    [Fact]
    public async Task Disposing_gives_up_at_its_bound_and_says_so_to_those_who_wait()
    {
        var never = new TaskCompletionSource<PartitionResults<CheckpointWriteResult>>();
        CheckpointWriter writer = Writer(new ScriptedStore(_ => never.Task));
        PartitionCheckpoints checkpoints = writer.Open("0", 7);
        checkpoints.Post(At(41));
        Task<CheckpointOutcome> flush = checkpoints.FlushAsync(default);
        ValueTask disposal = writer.DisposeAsync();
        _clock.Advance(Options.DrainTimeout);
        await disposal;
        (await Should.ThrowAsync<CheckpointStoreException>(flush)).Message.ShouldContain("41");
    }

    [Fact]
    public async Task Posting_allocates_nothing()
    {
        var never = new TaskCompletionSource<PartitionResults<CheckpointWriteResult>>();
        var store = new ScriptedStore(_ => never.Task);
        PartitionCheckpoints checkpoints = Writer(store).Open("0", 7);
        checkpoints.Post(At(0));
        await Until(() => store.Calls.Count == 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long sequenceNumber = 1; sequenceNumber < 10_000; sequenceNumber++)
        {
            checkpoints.Post(new ProcessedPosition(sequenceNumber, "0", sequenceNumber));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static ProcessedPosition At(long sequenceNumber) => new(sequenceNumber, $"o{sequenceNumber}", sequenceNumber + 1);

    private static CheckpointWrite Write(long sequenceNumber) => new("0", sequenceNumber, $"o{sequenceNumber}", 7, "me");

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private CheckpointWriter Writer(ICheckpointStore store) => new(store, Answers.Group, "me", Options, _clock, new Random(1));

    private sealed class ThrowingObserver : ICheckpointWriteObserver
    {
        public void OnOutcome(in ProcessedPosition position, CheckpointOutcome outcome) => throw new InvalidOperationException("broken");

        public void OnFault(CheckpointStoreException exception, int attempt) => throw new InvalidOperationException("broken");
    }
}
