using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Processor.Rewinding;

/// <summary>The options of a <see cref="CheckpointRewinder"/>. Read once, when it is made.</summary>
public sealed class CheckpointRewinderOptions
{
    /// <summary>The default of <see cref="RewoundBy"/>.</summary>
    public const string DefaultRewoundBy = "rewind";

    /// <summary>Who is kept with the rewound checkpoints as their writer, for people to read; not empty.</summary>
    public string RewoundBy { get; set; } = DefaultRewoundBy;

    /// <summary>
    /// The consumer group in which events are read to find a time or an offset; the processors' own, and then <c>$Default</c>, unless set. The hub lets nobody read a partition beside
    /// a processor of the same group, so on a live group it has to be one that nobody processes.
    /// </summary>
    public string? ReadingConsumerGroup { get; set; }

    /// <summary>After how long without a renewal an owner counts as gone; that of the processors. More than zero; 2 minutes unless set. It only decides whom a plan shows as owner.</summary>
    public TimeSpan PartitionOwnershipExpirationInterval { get; set; } = EventHubsProcessorOptions.DefaultPartitionOwnershipExpirationInterval;

    /// <summary>How operations of the event hub are retried.</summary>
    public EventHubsRetryOptions RetryOptions { get; set; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where rewinds are logged.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>What is wrong, or null.</summary>
    internal string? Violation() => this switch
    {
        _ when string.IsNullOrWhiteSpace(RewoundBy) => $"{nameof(RewoundBy)} is '{RewoundBy}': allowed is any name; leave it out for '{DefaultRewoundBy}'.",
        _ when PartitionOwnershipExpirationInterval <= TimeSpan.Zero =>
            $"{nameof(PartitionOwnershipExpirationInterval)} is '{PartitionOwnershipExpirationInterval}': allowed is more than zero; it is that of the processors.",
        _ => null,
    };
}
