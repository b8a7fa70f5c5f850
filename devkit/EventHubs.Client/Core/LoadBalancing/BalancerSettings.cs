#nullable enable
namespace Azure.Messaging.EventHubs.Core.LoadBalancing;

/// <summary>On whose behalf partitions are claimed, and how long claims hold.</summary>
internal sealed record BalancerSettings
{
    public required string FullyQualifiedNamespace { get; init; }

    public required string EventHubName { get; init; }

    public required string ConsumerGroup { get; init; }

    public required string Identifier { get; init; }

    public required TimeSpan UpdateInterval { get; init; }

    public required TimeSpan ExpirationInterval { get; init; }

    public Random Random { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
