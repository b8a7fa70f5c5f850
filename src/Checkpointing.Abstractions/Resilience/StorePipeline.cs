using Checkpointing.Backends;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Checkpointing.Resilience;

/// <summary>
/// What every request of a store runs through: a time limit for the call, retries of transient faults with exponential backoff and
/// jitter, a time limit for each attempt, and one shape for what still fails.
/// </summary>
/// <remarks>
/// An attempt has to be repeatable: claims compare versions and checkpoints never move backwards, so a store's requests are. Attempts
/// have to honour their cancellation token; the limits work through it.
/// </remarks>
public sealed class StorePipeline
{
    private static readonly ResiliencePropertyKey<CallState> StateKey = new(nameof(CallState));

    private readonly ResiliencePipeline _pipeline;
    private readonly Func<Exception, StoreFault?> _classify;
    private readonly ILogger _logger;

    /// <summary>Makes the pipeline of one store.</summary>
    /// <param name="options">How long to try.</param>
    /// <param name="classify">What the backend makes of an exception of its driver; null for one that is not the driver's, which is then
    /// thrown as it is.</param>
    /// <param name="timeProvider">The clock of limits and pauses.</param>
    /// <param name="logger">Where retries are noted.</param>
    /// <param name="random">A number from 0 to 1 for the jitter of the next pause; the default is thread-safe and seeded by the
    /// system.</param>
    public StorePipeline(
        StoreResilienceOptions options, Func<Exception, StoreFault?> classify, TimeProvider timeProvider, ILogger logger, Func<double>? random = null)
    {
        SettingsViolations violations = new(nameof(StoreResilienceOptions));
        options.Validate(violations, "Resilience");
        violations.ThrowIfAny<StoreResilienceOptions>();
        _classify = classify;
        _logger = logger;
        ResiliencePipelineBuilder builder = new() { TimeProvider = timeProvider };
        builder.AddTimeout(new TimeoutStrategyOptions { Name = "Call", Timeout = options.OperationTimeout });
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(Retry(options, random));
        }

        builder.AddTimeout(new TimeoutStrategyOptions { Name = "Attempt", Timeout = options.AttemptTimeout });
        _pipeline = builder.Build();
    }

    /// <summary>Runs one request.</summary>
    /// <typeparam name="T">What the request yields.</typeparam>
    /// <param name="call">What the request belongs to, for errors and logs.</param>
    /// <param name="attempt">One attempt; it is repeated after a transient fault.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CheckpointStoreException">The request failed for good, or its retries or its time are used up.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<T> ExecuteAsync<T>(StoreCall call, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        CallState state = new(call);
        context.Properties.Set(StateKey, state);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, attempt) => await attempt(context.CancellationToken).ConfigureAwait(false), context, attempt).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Describe(exception) is { } fault)
        {
            bool mayHaveBeenApplied = call.Changes && (state.MayHaveBeenApplied || fault.MayHaveBeenApplied);
            throw new CheckpointStoreException(
                call.Operation, call.Group, call.PartitionId, fault.Message, fault.IsTransient, mayHaveBeenApplied, exception);
        }
        catch (Exception exception) when (
            cancellationToken.IsCancellationRequested && exception is not OperationCanceledException && Describe(exception) is not null)
        {
            throw new OperationCanceledException($"{call.Operation} was cancelled.", exception, cancellationToken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private RetryStrategyOptions Retry(StoreResilienceOptions options, Func<double>? random)
    {
        RetryStrategyOptions retry = new()
        {
            MaxRetryAttempts = options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception
                && !arguments.Context.CancellationToken.IsCancellationRequested
                && Describe(exception) is { IsTransient: true }),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception ? Describe(exception)?.RetryAfter : null),
            OnRetry = arguments =>
            {
                Exception? exception = arguments.Outcome.Exception;
                CallState state = arguments.Context.Properties.GetValue(StateKey, null!);
                state.MayHaveBeenApplied |= exception is not null && Describe(exception) is { MayHaveBeenApplied: true };
                StoreCall call = state.Call;
                _logger.StoreRetry(call.Operation, call.Group, call.PartitionId, arguments.AttemptNumber + 1, arguments.RetryDelay, exception);
                return ValueTask.CompletedTask;
            },
        };
        if (random is not null)
        {
            retry.Randomizer = random;
        }

        return retry;
    }

    private StoreFault? Describe(Exception exception) => exception switch
    {
        CheckpointStoreException => null,
        TimeoutRejectedException timeout => new StoreFault(
            $"the store gave no answer within {timeout.Timeout}. Look at its load and the network, or raise the limit.", IsTransient: true, MayHaveBeenApplied: true),

        // Nobody asked for it, or it would not be asked about here: a driver reports a time limit of its own like this.
        OperationCanceledException => new StoreFault(
            "the driver gave up waiting for the store by a time limit of its own. Raise it above the store's limit for one attempt.",
            IsTransient: true,
            MayHaveBeenApplied: true),
        _ => _classify(exception),
    };
}
