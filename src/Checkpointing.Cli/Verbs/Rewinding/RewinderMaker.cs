using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>Makes the rewinder of a command.</summary>
internal static class RewinderMaker
{
    /// <param name="context">The command.</param>
    /// <param name="store">The store.</param>
    /// <param name="hub">The hub; it has to outlive the rewinder.</param>
    /// <param name="name">The verb, which is kept with what it changes.</param>
    /// <param name="readingGroup">A consumer group to look for a time or an offset in; null for the group itself and <c>$Default</c>.</param>
    public static CheckpointRewinder Make(VerbContext context, StoreSession store, HubSession hub, string name, string? readingGroup) =>
        new(store.Store, hub.Options.ConsumerGroup, hub.Connection, new CheckpointRewinderOptions
        {
            RewoundBy = $"checkpoints {name}",
            ReadingConsumerGroup = readingGroup,
            PartitionOwnershipExpirationInterval = context.OwnerExpiration(),
            RetryOptions = hub.Options.RetryOptions,
            TimeProvider = context.Clock,
        });
}
