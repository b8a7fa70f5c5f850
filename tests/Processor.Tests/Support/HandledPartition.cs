using System.Reflection;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;

namespace Processor.Tests.Support;

/// <summary>One partition of an <see cref="EventHubsProcessor"/> with a handler, on a manual clock over the reference store, with the SDK's side played by the test.</summary>
internal sealed class HandledPartition
{
    private readonly EventHubsProcessor _processor;
    private readonly ProcessorCore _core;
    private readonly Func<EventProcessorPartition, CancellationToken, Task> _initialize;
    private readonly Func<IEnumerable<EventData>, EventProcessorPartition, CancellationToken, Task> _process;
    private readonly Func<EventProcessorPartition, ProcessingStoppedReason, CancellationToken, Task> _stop;
    private readonly Func<IEnumerable<EventProcessorPartitionOwnership>, CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>> _claim;
    private readonly Func<CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>> _list;
    private EventProcessorPartition _partition = new();

    private HandledPartition(object handler, Action<EventHubsProcessorOptions>? configure, Func<InMemoryCheckpointStore, ICheckpointStore>? wrap)
    {
        Memory = new InMemoryCheckpointStore(Clock);
        Store = new ControlledStore(wrap is null ? Memory : wrap(Memory));
        var options = new EventHubsProcessorOptions
        {
            ConnectionString = TestProcessor.ConnectionString,
            Identifier = "me",
            CheckpointPolicy = CheckpointPolicy.EveryEvent,

            // On a clock that stands still a rest would not end.
            CheckpointRest = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        _processor = handler is IEventHandler one
            ? EventHubsProcessor.Create(Store, one, options, timeProvider: Clock)
            : EventHubsProcessor.Create(Store, (IEventBatchHandler)handler, options, timeProvider: Clock);
        _core = (ProcessorCore)typeof(CheckpointingProcessor<EventProcessorPartition>).GetField("_core", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_processor)!;
        _initialize = Member<Func<EventProcessorPartition, CancellationToken, Task>>("OnInitializingPartitionAsync");
        _process = Member<Func<IEnumerable<EventData>, EventProcessorPartition, CancellationToken, Task>>("OnProcessingEventBatchAsync");
        _stop = Member<Func<EventProcessorPartition, ProcessingStoppedReason, CancellationToken, Task>>("OnPartitionProcessingStoppedAsync");
        _claim = Member<Func<IEnumerable<EventProcessorPartitionOwnership>, CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>>>("ClaimOwnershipAsync");
        _list = Member<Func<CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>>>("ListOwnershipAsync");
    }

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryCheckpointStore Memory { get; }

    public ControlledStore Store { get; }

    /// <summary>Claims the partition and starts it.</summary>
    public static Task<HandledPartition> StartAsync(
        Func<EventData, ProcessingContext, CancellationToken, Task> handler,
        Action<EventHubsProcessorOptions>? configure = null,
        Func<InMemoryCheckpointStore, ICheckpointStore>? wrap = null) => StartAsync(new FuncHandler(handler), configure, wrap);

    /// <summary>Claims the partition and starts it, with a handler of batches.</summary>
    public static Task<HandledPartition> StartBatchesAsync(
        Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> handler, Action<EventHubsProcessorOptions>? configure = null) =>
        StartAsync(new FuncBatchHandler(handler), configure, null);

    public Task DeliverAsync(IEnumerable<EventData> events, CancellationToken stopToken = default) => _process(events, _partition, stopToken);

    /// <summary>Ends the session as the SDK does after a loss or a failure, and starts the next one; the clock moves on through the pauses between.</summary>
    public async Task RestartAsync()
    {
        Task start = BeginRestartAsync();
        await AdvanceUntilAsync(() => start.IsCompleted, TimeSpan.FromMilliseconds(100), "the next session");
        await start;
    }

    /// <summary>Ends the session, and starts the next one as soon as it may.</summary>
    public async Task BeginRestartAsync()
    {
        await _stop(_partition, ProcessingStoppedReason.OwnershipLost, default);
        await InitializeAsync();
    }

    /// <summary>Says that the processor is asked to stop, until what it returns is disposed of.</summary>
    public IDisposable BeginStop() => _core.BeginStop();

    /// <summary>What ended the session while nobody was there to hear of it.</summary>
    public Exception? Failure => _core.Sessions.Present("0")?.Failure;

    /// <summary>Releases the partition, as the SDK does when it stops: the last checkpoint is stored when this ends.</summary>
    public async Task ReleaseAsync()
    {
        await _stop(_partition, ProcessingStoppedReason.Shutdown, default);
        IEnumerable<EventProcessorPartitionOwnership> owned = await _list(default);
        await _claim([.. owned.Select(record => Wish(record.Version, ""))], default);
    }

    public async Task<long> StoredAsync() => (await Memory.ReadCheckpointAsync(TestProcessor.TheGroup, "0", default))?.SequenceNumber ?? -1;

    public Task UntilStoredAsync(long sequenceNumber) =>
        Eventually.UntilAsync(() => StoredAsync().GetAwaiter().GetResult() == sequenceNumber, $"the checkpoint at {sequenceNumber}");

    /// <summary>Waits until something that needs the clock to move has come true.</summary>
    public Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step, string what) => Eventually.UntilAsync(
        () =>
        {
            if (!condition())
            {
                Clock.Advance(step);
            }

            return condition();
        },
        what);

    /// <summary>Waits for a task, moving the clock on until it ends.</summary>
    public async Task EndAsync(Task task)
    {
        await AdvanceUntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(250), "the end");
        await task;
    }

    private static async Task<HandledPartition> StartAsync(
        object handler, Action<EventHubsProcessorOptions>? configure, Func<InMemoryCheckpointStore, ICheckpointStore>? wrap)
    {
        var driven = new HandledPartition(handler, configure, wrap);
        await driven._claim([driven.Wish(null, "me")], default);
        await driven.InitializeAsync();
        return driven;
    }

    private async Task InitializeAsync()
    {
        var partition = new EventProcessorPartition();
        typeof(EventProcessorPartition).GetProperty(nameof(partition.PartitionId))!.SetValue(partition, "0");
        await _initialize(partition, default);
        _partition = partition;
    }

    private EventProcessorPartitionOwnership Wish(string? version, string ownerId) => new()
    {
        FullyQualifiedNamespace = _processor.FullyQualifiedNamespace,
        EventHubName = _processor.EventHubName,
        ConsumerGroup = _processor.ConsumerGroup,
        PartitionId = "0",
        OwnerIdentifier = ownerId,
        Version = version,
    };

    private T Member<T>(string name)
        where T : Delegate => typeof(CheckpointingProcessor<EventProcessorPartition>).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<T>(_processor);
}
