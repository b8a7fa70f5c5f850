#nullable enable
using Azure.Messaging.EventHubs.Consumer;

namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>What a reader of a partition is opened with.</summary>
internal sealed record ConsumerSettings
{
    public required string ConsumerGroup { get; init; }

    public required string PartitionId { get; init; }

    public required string Identifier { get; init; }

    public required EventPosition Position { get; init; }

    public required EventHubsRetryPolicy RetryPolicy { get; init; }

    public required int PrefetchCount { get; init; }

    public long? PrefetchSizeInBytes { get; init; }

    public long? OwnerLevel { get; init; }

    public bool TrackLastEnqueuedEventProperties { get; init; }

    /// <summary>Whether the reader stays unusable once its link was stolen, rather than opening a new one.</summary>
    public bool InvalidateWhenStolen { get; init; }
}
