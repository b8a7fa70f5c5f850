using BenchmarkDotNet.Attributes;
using Checkpointing.Tracking;

namespace Checkpointing.Benchmarks.PerEvent;

/// <summary>What the tracker costs for each event.</summary>
public class TrackerBenchmarks
{
    private const int InFlight = 64;

    private readonly long[] _ordinals = new long[InFlight];
    private CheckpointTracker _tracker = new(TimeProvider.System);
    private long _sequenceNumber;

    /// <summary>A fresh tracker, whose ring has grown to what is in flight.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _tracker = new CheckpointTracker(TimeProvider.System);
        OutOfOrder();
    }

    /// <summary>An event begins, and everything up to it is finished: a handler of one event after the other.</summary>
    [Benchmark]
    [Allocates(0)]
    public bool InOrder()
    {
        _tracker.Begin(++_sequenceNumber, "offset");
        return _tracker.CompleteThrough(_sequenceNumber);
    }

    /// <summary>The same, and the position is taken for a checkpoint each time.</summary>
    [Benchmark]
    [Allocates(0)]
    public bool InOrderAndTaken()
    {
        InOrder();
        return _tracker.TryTake(out _);
    }

    /// <summary>64 events begin, and end from the last to the first.</summary>
    [Benchmark(OperationsPerInvoke = InFlight)]
    [Allocates(0)]
    public long OutOfOrder()
    {
        for (int index = 0; index < InFlight; index++)
        {
            _ordinals[index] = _tracker.Begin(++_sequenceNumber, "offset");
        }

        for (int index = InFlight - 1; index >= 0; index--)
        {
            _tracker.Complete(_ordinals[index]);
        }

        return _tracker.Finished.Ordinal;
    }
}
