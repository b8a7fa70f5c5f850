using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;

namespace Compare.Reading;

/// <summary>When a processor writes checkpoints, and what it promises then.</summary>
/// <param name="Name">How it is called in tables.</param>
/// <param name="Policy">The policy.</param>
/// <param name="IsAwaiting">Whether the handler writes the checkpoint of each event and waits for it.</param>
/// <param name="ReplayBound">The most events of one partition that are processed again after a crash; null for no bound.</param>
internal sealed record ReadingPolicy(string Name, CheckpointPolicy Policy, bool IsAwaiting, int? ReplayBound)
{
    /// <summary>The one that the others are held against.</summary>
    public static ReadingPolicy None { get; } = new("none", CheckpointPolicy.Manual, IsAwaiting: false, ReplayBound: null);

    /// <summary>A handler that waits for the checkpoint of each event.</summary>
    public static ReadingPolicy Awaited { get; } = new("every event, awaited", CheckpointPolicy.Manual, IsAwaiting: true, ReplayBound: 1);

    /// <summary>The policies whose checkpoints merge while one is written.</summary>
    public static IReadOnlyList<ReadingPolicy> Coalesced { get; } = [Merged("every event"), Merged("every 100 events"), Merged("every 1s")];

    /// <summary>All.</summary>
    public static IReadOnlyList<ReadingPolicy> All { get; } = [None, .. Coalesced, Awaited];

    /// <summary>The options of a processor with it.</summary>
    /// <param name="connectionString">The event hub's.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    public EventHubsProcessorOptions ToOptions(string connectionString, string consumerGroup) => new()
    {
        ConnectionString = connectionString,
        ConsumerGroup = consumerGroup,
        CheckpointPolicy = Policy,

        // Without checkpoints of its own there is nothing that the bound could wait for.
        MaxUncheckpointedEvents = Policy == CheckpointPolicy.Manual ? null : CheckpointingProcessorOptions.DefaultMaxUncheckpointedEvents,
    };

    private static ReadingPolicy Merged(string policy) =>
        new(policy, CheckpointPolicy.Parse(policy), IsAwaiting: false, CheckpointingProcessorOptions.DefaultMaxUncheckpointedEvents);
}
