using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Hosting;

/// <summary>Finds all that is wrong with the options of one named processor, in messages that name the key, the value given, and what is allowed.</summary>
internal sealed class EventHubsProcessorOptionsValidator : IValidateOptions<EventHubsProcessorOptions>
{
    private readonly string _name;
    private readonly string _section;

    /// <param name="name">The name of the options.</param>
    /// <param name="section">The path of their section in configuration.</param>
    public EventHubsProcessorOptionsValidator(string name, string section)
    {
        _name = name;
        _section = section;
    }

    public ValidateOptionsResult Validate(string? name, EventHubsProcessorOptions options)
    {
        if (name != _name)
        {
            return ValidateOptionsResult.Skip;
        }

        string[] failures = [.. Violations(options).Select(violation => $"{_section}:{Format(violation)}")];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>One violation as text.</summary>
    public static string Format((string Option, object? Value, string Allowed) violation) => violation.Value is null
        ? $"{violation.Option} is missing: {violation.Allowed}"
        : FormattableString.Invariant($"{violation.Option} is '{violation.Value}': {violation.Allowed}");

    /// <summary>What is wrong; the values of secrets are left out.</summary>
    public static IEnumerable<(string Option, object? Value, string Allowed)> Violations(EventHubsProcessorOptions options) =>
        Connection(options).Concat(Reading(options)).Concat(Checkpoints(options)).Concat(HandlingViolations.Find(options))
            .Concat(options.Health.Violations().Select(violation => ($"{nameof(options.Health)}:{violation.Option}", violation.Value, violation.Allowed)));

    private static IEnumerable<(string Option, object? Value, string Allowed)> Connection(EventHubsProcessorOptions options)
    {
        foreach ((string Option, object? Value, string Allowed) violation in HubConnectionViolations.Find(
            options.ConnectionString, options.ConnectionName, options.FullyQualifiedNamespace, options.EventHubName))
        {
            yield return violation;
        }

        if (string.IsNullOrWhiteSpace(options.ConsumerGroup))
        {
            yield return (nameof(options.ConsumerGroup), options.ConsumerGroup, "the name of a consumer group; leave it out for $Default.");
        }
    }

    private static IEnumerable<(string Option, object? Value, string Allowed)> Reading(EventHubsProcessorOptions options)
    {
        if (options.BatchSize < 1)
        {
            yield return (nameof(options.BatchSize), options.BatchSize, "allowed is 1 or more.");
        }

        if (options.PrefetchCount < 0)
        {
            yield return (nameof(options.PrefetchCount), options.PrefetchCount, "allowed is 0 or more.");
        }

        if (options.MaximumWaitTime < TimeSpan.Zero)
        {
            yield return (nameof(options.MaximumWaitTime), options.MaximumWaitTime, "allowed is zero or more.");
        }

        if (options.LoadBalancingUpdateInterval <= TimeSpan.Zero)
        {
            yield return (nameof(options.LoadBalancingUpdateInterval), options.LoadBalancingUpdateInterval, "allowed is more than zero.");
        }

        if (options.PartitionOwnershipExpirationInterval < options.LoadBalancingUpdateInterval * 2)
        {
            yield return (
                nameof(options.PartitionOwnershipExpirationInterval),
                options.PartitionOwnershipExpirationInterval,
                $"allowed is twice {nameof(options.LoadBalancingUpdateInterval)}, {options.LoadBalancingUpdateInterval}, or more, or partitions expire under their owner; three times is advised.");
        }
    }

    private static IEnumerable<(string Option, object? Value, string Allowed)> Checkpoints(EventHubsProcessorOptions options)
    {
        if (options.PartitionOwnershipExpirationInterval < TimeSpan.Zero || options.LoadBalancingUpdateInterval < TimeSpan.Zero)
        {
            return [];
        }

        return new CheckpointingProcessorOptions
        {
            MaxUncheckpointedEvents = options.MaxUncheckpointedEvents,
            UnavailablePosition = options.UnavailablePosition,
            FlushTimeout = options.FlushTimeout,
            HandlerStopTimeout = options.HandlerStopTimeout,
            StoreCallTimeout = options.StoreCallTimeout,
            OwnershipWatchInterval = options.OwnershipWatchInterval,
            HandoverTimeout = options.HandoverTimeout,
            CheckpointRest = options.CheckpointRest,
            StoreOutagePolicy = options.StoreOutagePolicy,
            PartitionOwnershipExpirationInterval = options.PartitionOwnershipExpirationInterval,
        }.Violations(options.BatchSize);
    }
}
