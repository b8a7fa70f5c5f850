using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Checkpointing.Processor.Handling;

/// <summary>Makes the pipeline of the options: retries with growing pauses.</summary>
internal static class HandlerRetries
{
    /// <summary>What is being processed, for the log.</summary>
    public static readonly ResiliencePropertyKey<HandlerRun> RunKey = new(nameof(HandlerRun));

    public static ResiliencePipeline Build(HandlerRetryOptions options, Func<Exception, bool>? isTransient, TimeProvider timeProvider, ILogger logger)
    {
        if (options.MaxRetries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        ResiliencePipelineBuilder builder = new() { TimeProvider = timeProvider };
        return builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.Delay,
            MaxDelay = options.MaxDelay,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception
                && !arguments.Context.CancellationToken.IsCancellationRequested
                && exception is not CheckpointRefusedException
                && IsTransient(isTransient, exception)),
            OnRetry = arguments =>
            {
                if (arguments.Context.Properties.TryGetValue(RunKey, out HandlerRun? run))
                {
                    run.NoteRetry();
                    logger.HandlerRetried(run.PartitionId, run.SequenceNumber, run.Attempts, arguments.RetryDelay, arguments.Outcome.Exception);
                }

                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    private static bool IsTransient(Func<Exception, bool>? isTransient, Exception exception)
    {
        try
        {
            return isTransient?.Invoke(exception) ?? true;
        }
#pragma warning disable CA1031 // One that cannot tell must not be the reason for which an event is skipped at once.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }
}
