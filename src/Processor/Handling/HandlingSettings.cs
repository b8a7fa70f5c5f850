using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Logging;
using Polly;

namespace Checkpointing.Processor.Handling;

/// <summary>How handlers are called, as the options say.</summary>
internal sealed class HandlingSettings
{
    /// <param name="options">The options, validated.</param>
    /// <param name="sink">Where dead letters go, or null.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public HandlingSettings(EventHubsProcessorOptions options, IDeadLetterSink? sink, TimeProvider timeProvider, ILogger logger)
    {
        Pipeline = options.HandlerPipeline ?? HandlerRetries.Build(options.HandlerRetry, options.IsTransient, timeProvider, logger);
        Deadline = options.HandlerTimeout is { } timeout ? new HandlerDeadline(timeout, options.HandlerTimeoutGrace, timeProvider, logger) : null;
        IsPlain = options.HandlerPipeline is null && Deadline is null;
        Poison = new PoisonHandling(options.PoisonPolicy, sink, timeProvider, logger);
        Logger = logger;
    }

    /// <summary>What attempts run through.</summary>
    public ResiliencePipeline Pipeline { get; }

    /// <summary>The time limit of an attempt, or null.</summary>
    public HandlerDeadline? Deadline { get; }

    /// <summary>Whether a call that does not fail needs nothing of all this, so that it can be made without.</summary>
    public bool IsPlain { get; }

    /// <summary>What becomes of events that fail for good.</summary>
    public PoisonHandling Poison { get; }

    /// <summary>The log.</summary>
    public ILogger Logger { get; }
}
