using System.Diagnostics;

namespace Checkpointing.Telemetry;

/// <summary>Measures the calls of one store. When nobody listens, a call costs a few comparisons, and its state machine.</summary>
internal sealed class StoreCalls
{
    /// <summary>Stands for the time of a call that nobody wants to know.</summary>
    public const long NotTimed = long.MinValue;

    private readonly TimeProvider _timeProvider;

    /// <param name="instruments">Where figures go.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="processor">The name of the processor that calls, or null.</param>
    /// <param name="observer">Who hears whether the store answers, or null.</param>
    public StoreCalls(StoreInstruments instruments, TimeProvider timeProvider, string? processor, IStoreCallObserver? observer)
    {
        Instruments = instruments;
        _timeProvider = timeProvider;
        Processor = processor;
        Observer = observer;
    }

    public StoreInstruments Instruments { get; }

    public IStoreCallObserver? Observer { get; }

    private string? Processor { get; }

    /// <summary>Notes that a call begins; what is returned has to be told how it ended.</summary>
    public StoreCallScope Begin(StoreOperation operation, ConsumerGroup group) => new(
        this, operation, group, Instruments.Duration.Enabled ? _timeProvider.GetTimestamp() : NotTimed, StartSpan(operation, group));

    /// <summary>The seconds since a call began.</summary>
    public double SecondsSince(long started) => _timeProvider.GetElapsedTime(started).TotalSeconds;

    /// <summary>The tags that all figures of a group share; a value on the stack.</summary>
    public TagList Tags(ConsumerGroup group)
    {
        TagList tags = default;
        tags.Add(TelemetryNames.ServerAddress, group.FullyQualifiedNamespace);
        tags.Add(TelemetryNames.Destination, group.EventHubName);
        tags.Add(TelemetryNames.ConsumerGroup, group.Name);
        if (Processor is not null)
        {
            tags.Add(TelemetryNames.Processor, Processor);
        }

        return tags;
    }

    /// <summary>Only what changes something has a span: reads happen at starts and in the balancer's rounds, and their times are in the histogram.</summary>
    private Activity? StartSpan(StoreOperation operation, ConsumerGroup group)
    {
        ActivitySource source = CheckpointStoreTelemetry.Source;
        if (!source.HasListeners())
        {
            return null;
        }

        string? verb = operation switch
        {
            StoreOperation.WriteCheckpoints => "checkpoint",
            StoreOperation.ClaimOwnership => "claim",
            StoreOperation.RequestOwnership => "request",
            _ => null,
        };
        return verb is null ? null : source.StartActivity(ActivityKind.Client, default(ActivityContext), Tags(group), name: $"{verb} {group.EventHubName}");
    }
}
