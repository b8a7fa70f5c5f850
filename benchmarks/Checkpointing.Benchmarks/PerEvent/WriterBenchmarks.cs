using BenchmarkDotNet.Attributes;
using Checkpointing.Memory;
using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Benchmarks.PerEvent;

/// <summary>What the writer costs the one who processes events, and what a checkpoint costs that somebody waits for.</summary>
public class WriterBenchmarks
{
    private readonly ConsumerGroup _group = new("benchmark.servicebus.windows.net", "hub", "$Default");
    private readonly InMemoryCheckpointStore _store = new();
    private CheckpointTracker _tracker = new(TimeProvider.System);
    private PartitionCheckpoints _busy = null!;
    private PartitionCheckpoints _idle = null!;
    private long _sequenceNumber;

    /// <summary>A writer whose store never answers, so that what is posted merges; and one whose store answers at once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _tracker = new CheckpointTracker(TimeProvider.System);
        _busy = new CheckpointWriter(new SilentStore(), _group, "benchmark").Open("0", 0, observer: null, _tracker);
        _busy.Post(new ProcessedPosition(++_sequenceNumber, "offset", 1));
        _idle = new CheckpointWriter(_store, _group, "benchmark").Open("0", 0);
    }

    /// <summary>The policy "every event": an event is finished while a write is under way.</summary>
    [Benchmark]
    [Allocates(0)]
    public void FinishedEvent()
    {
        _tracker.Begin(++_sequenceNumber, "offset");
        _tracker.CompleteThrough(_sequenceNumber);
        _busy.Request();
    }

    /// <summary>Another policy: a position is posted while a write is under way.</summary>
    [Benchmark]
    [Allocates(0)]
    public bool PostedPosition() => _busy.Post(new ProcessedPosition(++_sequenceNumber, "offset", _sequenceNumber));

    /// <summary>A position is posted, written to memory, and waited for: two changes of thread.</summary>
    [Benchmark]
    [Allocates(2_200)]
    public async Task<CheckpointOutcome> AwaitedCheckpoint()
    {
        _idle.Post(new ProcessedPosition(++_sequenceNumber, "offset", _sequenceNumber));
        return await _idle.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
