using System.Diagnostics.Metrics;

namespace Checkpointing.Processor.Telemetry;

/// <summary>The processors whose figures are read. A meter may live longer than they do, and the SDK's processors have no end at which to take themselves off: so it holds them weakly.</summary>
internal sealed class LiveProcessors
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<ProcessorTelemetry>> _processors = [];

    public void Add(ProcessorTelemetry processor)
    {
        lock (_lock)
        {
            _processors.RemoveAll(static reference => !reference.TryGetTarget(out _));
            _processors.Add(new WeakReference<ProcessorTelemetry>(processor));
        }
    }

    /// <summary>One figure of each processor.</summary>
    public IEnumerable<Measurement<T>> OfProcessors<T>(Func<ProcessorTelemetry, T> read)
        where T : struct => [.. Present().Select(processor => new Measurement<T>(read(processor), processor.Tags))];

    /// <summary>One figure of each live session; those that are not known are left out.</summary>
    public IEnumerable<Measurement<T>> Of<T>(Func<PartitionTelemetry, T?> read)
        where T : struct
    {
        var measurements = new List<Measurement<T>>();
        foreach (PartitionTelemetry partition in Present().SelectMany(static processor => processor.Partitions))
        {
            if (read(partition) is { } value)
            {
                measurements.Add(new Measurement<T>(value, partition.Tags));
            }
        }

        return measurements;
    }

    /// <summary>The finished events of each partition, over all sessions with it.</summary>
    public IEnumerable<Measurement<long>> Processed() =>
        [.. Present().SelectMany(static processor => processor.Processed()).Select(static total => new Measurement<long>(total.Events, total.Tags))];

    private List<ProcessorTelemetry> Present()
    {
        lock (_lock)
        {
            var present = new List<ProcessorTelemetry>(_processors.Count);
            foreach (WeakReference<ProcessorTelemetry> reference in _processors)
            {
                if (reference.TryGetTarget(out ProcessorTelemetry? processor))
                {
                    present.Add(processor);
                }
            }

            return present;
        }
    }
}
