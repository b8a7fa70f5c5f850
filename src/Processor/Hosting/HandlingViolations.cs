using Checkpointing.Processor.Handling;

namespace Checkpointing.Processor.Hosting;

/// <summary>Finds what is wrong with the options about the calling of handlers.</summary>
internal static class HandlingViolations
{
    /// <summary>What is wrong; the values of secrets are left out.</summary>
    public static IEnumerable<(string Option, object? Value, string Allowed)> Find(EventHubsProcessorOptions options) =>
        Retries(options).Concat(Limits(options)).Concat(Poison(options));

    private static IEnumerable<(string Option, object? Value, string Allowed)> Retries(EventHubsProcessorOptions options)
    {
        if (options.HandlerRetry is not { } retry)
        {
            yield return (nameof(options.HandlerRetry), null, $"leave it out for the defaults, or set {nameof(HandlerRetryOptions.MaxRetries)} to 0 for no retries.");
            yield break;
        }

        if (retry.MaxRetries < 0)
        {
            yield return ($"{nameof(options.HandlerRetry)}:{nameof(retry.MaxRetries)}", retry.MaxRetries, "allowed is 0 or more; 0 for no retries.");
        }

        if (retry.MaxDelay < TimeSpan.Zero || retry.MaxDelay > HandlerRetryOptions.LongestDelay)
        {
            yield return ($"{nameof(options.HandlerRetry)}:{nameof(retry.MaxDelay)}", retry.MaxDelay, $"allowed is zero to {HandlerRetryOptions.LongestDelay}.");
        }
        else if (retry.Delay < TimeSpan.Zero || retry.Delay > retry.MaxDelay)
        {
            yield return (
                $"{nameof(options.HandlerRetry)}:{nameof(retry.Delay)}", retry.Delay, $"allowed is zero to {nameof(retry.MaxDelay)}, {retry.MaxDelay}; raise that, or lower this.");
        }

        if (options.HandlerPipeline is not null && options.IsTransient is not null)
        {
            yield return (
                nameof(options.IsTransient), "set", $"{nameof(options.HandlerPipeline)} is set as well and decides by itself what to try again; leave one of the two out.");
        }
    }

    private static IEnumerable<(string Option, object? Value, string Allowed)> Limits(EventHubsProcessorOptions options)
    {
        TimeSpan longest = EventHubsProcessorOptions.LongestHandlerTimeout;
        if (options.HandlerTimeout <= TimeSpan.Zero || options.HandlerTimeout > longest)
        {
            yield return (nameof(options.HandlerTimeout), options.HandlerTimeout, $"allowed is more than zero and at most {longest}; leave it out for no limit.");
        }

        if (options.HandlerTimeoutGrace < TimeSpan.Zero || options.HandlerTimeoutGrace > longest)
        {
            yield return (nameof(options.HandlerTimeoutGrace), options.HandlerTimeoutGrace, $"allowed is zero to {longest}.");
        }

        if (options.MaxConcurrentEvents < 1)
        {
            yield return (nameof(options.MaxConcurrentEvents), options.MaxConcurrentEvents, "allowed is 1 or more; 1 for one event after the other.");
        }
        else if (options.MaxInFlightEvents < options.MaxConcurrentEvents)
        {
            yield return (
                nameof(options.MaxInFlightEvents),
                options.MaxInFlightEvents,
                $"allowed is {nameof(options.MaxConcurrentEvents)}, {options.MaxConcurrentEvents}, or more: no more events are processed at once than are in flight.");
        }
    }

    private static IEnumerable<(string Option, object? Value, string Allowed)> Poison(EventHubsProcessorOptions options)
    {
        if (!Enum.IsDefined(options.PoisonPolicy))
        {
            yield return (nameof(options.PoisonPolicy), options.PoisonPolicy, $"allowed is {string.Join(", ", Enum.GetNames<PoisonPolicy>())}.");
        }

        if (options.DeadLetter is null)
        {
            if (options.PoisonPolicy == PoisonPolicy.DeadLetter && options.DeadLetterSink is null)
            {
                yield return (
                    nameof(options.DeadLetter),
                    null,
                    $"{nameof(options.PoisonPolicy)} is {nameof(PoisonPolicy.DeadLetter)}; name the event hub for dead letters in the section {nameof(options.DeadLetter)}, or register an {nameof(IDeadLetterSink)}.");
            }

            yield break;
        }

        if (options.DeadLetterSink is not null)
        {
            yield return (nameof(options.DeadLetterSink), "set", $"the section {nameof(options.DeadLetter)} is set as well; leave one of the two out.");
        }

        foreach ((string option, object? value, string allowed) in DeadLetterViolations.Find(options.DeadLetter))
        {
            yield return ($"{nameof(options.DeadLetter)}:{option}", value, allowed);
        }

        if (DeadLetterViolations.Target(options.DeadLetter.ConnectionString, options.DeadLetter.FullyQualifiedNamespace, options.DeadLetter.EventHubName) is { } target
            && target == DeadLetterViolations.Target(options.ConnectionString, options.FullyQualifiedNamespace, options.EventHubName))
        {
            yield return (
                $"{nameof(options.DeadLetter)}:{nameof(options.DeadLetter.EventHubName)}",
                target.Hub,
                "that is the event hub that is read, and each dead letter would come back; name another one.");
        }
    }
}
