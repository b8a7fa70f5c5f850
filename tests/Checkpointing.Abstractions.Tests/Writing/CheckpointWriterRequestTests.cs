using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Abstractions.Tests.Writing;

/// <summary>Writes whose position the writer fetches when it begins.</summary>
public sealed class CheckpointWriterRequestTests
{
    private readonly CheckpointTracker _tracker = new(TimeProvider.System);

    [Fact]
    public async Task A_requested_write_has_the_newest_position_of_the_moment_when_it_begins()
    {
        var gates = new Queue<TaskCompletionSource>([new(), new()]);
        Task[] gate = [.. gates.Select(open => open.Task)];
        int calls = 0;
        var store = new ScriptedStore(async writes =>
        {
            await gate[Interlocked.Increment(ref calls) - 1];
            return Answers.All(writes);
        });
        PartitionCheckpoints checkpoints = Open(store);
        Finish(1);
        checkpoints.Request();
        await Until(() => store.Calls.Count == 1);
        Finish(2);
        checkpoints.Request();
        Finish(3);
        gates.Dequeue().SetResult();
        await Until(() => store.Calls.Count == 2);
        store.Calls.SelectMany(call => call).Select(write => write.SequenceNumber).ShouldBe([1, 3]);
        gates.Dequeue().SetResult();
        (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
        store.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_that_was_fixed_does_not_cover_what_is_finished_later()
    {
        var gate = new TaskCompletionSource();
        var store = new ScriptedStore(async writes =>
        {
            await gate.Task;
            return Answers.All(writes);
        });
        PartitionCheckpoints checkpoints = Open(store);
        Finish(1);
        checkpoints.Request();
        await Until(() => store.Calls.Count == 1);
        Finish(2);
        checkpoints.Request();
        checkpoints.FixRequest();
        Finish(3);
        gate.SetResult();
        await checkpoints.FlushAsync(default);
        store.Calls.SelectMany(call => call).Select(write => write.SequenceNumber).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_flush_waits_for_what_was_requested_before_it()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));
        PartitionCheckpoints checkpoints = Open(store);
        for (int sequenceNumber = 1; sequenceNumber <= 200; sequenceNumber++)
        {
            Finish(sequenceNumber);
            checkpoints.Request();
            (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Written);
            store.Calls.SelectMany(call => call).Max(write => write.SequenceNumber).ShouldBe(sequenceNumber);
        }
    }

    [Fact]
    public async Task A_request_without_anything_new_writes_nothing_and_the_next_one_is_served()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));
        PartitionCheckpoints checkpoints = Open(store);
        checkpoints.Request();
        (await checkpoints.FlushAsync(default)).ShouldBe(CheckpointOutcome.Stale);
        Finish(1);
        await Until(() =>
        {
            checkpoints.Request();
            return store.Calls.Count == 1;
        });
        store.Calls.Single().Single().SequenceNumber.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_is_finished_right_after_the_look_at_the_source_gets_a_write_of_its_own()
    {
        var store = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));
        PartitionCheckpoints? checkpoints = null;
        int looks = 0;
        var source = new WatchedSource(_tracker, () =>
        {
            if (++looks == 1)
            {
                Finish(2);
                checkpoints!.Request();
            }
        });
        checkpoints = new CheckpointWriter(store, Answers.Group, "me").Open("0", 1, observer: null, source);
        Finish(1);
        checkpoints.Request();

        // Nobody flushes: were the second request lost, nothing would ever store its event.
        await Until(() => store.Calls.Count == 2);
        store.Calls.SelectMany(call => call).Select(write => write.SequenceNumber).ShouldBe([1, 2]);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private PartitionCheckpoints Open(ScriptedStore store) =>
        new CheckpointWriter(store, Answers.Group, "me").Open("0", 1, observer: null, _tracker);

    private void Finish(long sequenceNumber) => _tracker.Complete(_tracker.Begin(sequenceNumber, null));

    /// <summary>Runs something between the look at the tracker and the writer's next step.</summary>
    private sealed class WatchedSource(CheckpointTracker tracker, Action whenTaken) : ICheckpointSource
    {
        public bool TryTake(out ProcessedPosition position)
        {
            bool isAhead = tracker.TryTake(out position);
            whenTaken();
            return isAhead;
        }
    }
}
