using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>A processor on a manual clock over the reference store, with the SDK's side played by the test.</summary>
internal sealed class DrivenProcessor
{
    public DrivenProcessor(string policy = "every event", Action<CheckpointingProcessorOptions>? configure = null)
    {
        Memory = new InMemoryCheckpointStore(Clock);
        Store = new ControlledStore(Memory);
        Processor = Make("me", policy, configure);
    }

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryCheckpointStore Memory { get; }

    public ControlledStore Store { get; }

    public TestProcessor Processor { get; }

    public TestProcessor Make(string identifier, string policy = "every event", Action<CheckpointingProcessorOptions>? configure = null)
    {
        var options = new CheckpointingProcessorOptions
        {
            Identifier = identifier,
            TimeProvider = Clock,
            Random = new Random(1),
            CheckpointPolicy = CheckpointPolicy.Parse(policy),

            // On a clock that stands still a rest would not end.
            CheckpointRest = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        return new TestProcessor(Store, options);
    }

    /// <summary>Another processor of the group, which asks nobody before it takes a partition.</summary>
    public TestProcessor MakeThief(string identifier = "thief") => Make(identifier, configure: options => options.HandoverTimeout = TimeSpan.Zero);

    /// <summary>Claims a partition and starts it, as the SDK does.</summary>
    public async Task<(TestPartition Partition, EventProcessorPartitionOwnership Record)> StartAsync(string partitionId)
    {
        EventProcessorPartitionOwnership record = (await Processor.ClaimNewAsync(partitionId)).Single();
        return (await Processor.InitializeAsync(partitionId), record);
    }

    public async Task<long?> StoredAsync(string partitionId) =>
        (await Memory.ReadCheckpointAsync(TestProcessor.TheGroup, partitionId, default))?.SequenceNumber;

    /// <summary>Waits until something that needs the clock to move has come true.</summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step, string what) => await Eventually.UntilAsync(
        () =>
        {
            if (!condition())
            {
                Clock.Advance(step);
            }

            return condition();
        },
        what);
}
