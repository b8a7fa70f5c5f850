#nullable enable
namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Tries an operation as often, and each time as long, as a policy allows.</summary>
internal static class RetryRunner
{
    /// <param name="policy">The policy.</param>
    /// <param name="eventHubName">The hub that failures are told about.</param>
    /// <param name="attempt">One attempt; gets the time it may take and a token that ends with it.</param>
    /// <param name="cancellationToken">Ends the attempts, with a <see cref="TaskCanceledException"/>.</param>
    public static async Task<T> RunAsync<T>(
        EventHubsRetryPolicy policy, string eventHubName, Func<TimeSpan, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var failed = 0; ;)
        {
            ThrowIfCancelled(cancellationToken);
            var failure = default(Exception);
            var time = policy.CalculateTryTimeout(failed);
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                limit.CancelAfter(time);
                try
                {
                    return await attempt(time, limit.Token).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    failure = Classify(exception, eventHubName, limit.IsCancellationRequested, cancellationToken);
                }
            }

            if (policy.CalculateRetryDelay(failure, ++failed) is not { } delay)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                throw failure;
            }

            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    public static void ThrowIfCancelled(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            throw new TaskCanceledException(null, null, cancellationToken);
        }
    }

    private static Exception Classify(Exception exception, string eventHubName, bool timedOut, CancellationToken cancellationToken)
    {
        ThrowIfCancelled(cancellationToken);
        return exception is OperationCanceledException && timedOut
            ? AmqpErrors.Timeout(eventHubName, exception)
            : AmqpErrors.Translate(exception, eventHubName);
    }
}
