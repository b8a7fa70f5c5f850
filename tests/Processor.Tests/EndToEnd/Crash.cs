using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>Cuts one processor off from its store and holds its handlers, until the test cleans up.</summary>
internal sealed class Crash
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stuck;

    public Crash(ICheckpointStore store) => Store = new ControlledStore(store);

    public ControlledStore Store { get; }

    /// <summary>How many handlers are held.</summary>
    public int Stuck => Volatile.Read(ref _stuck);

    public async Task NeverComesBackAsync()
    {
        Interlocked.Increment(ref _stuck);
        await _end.Task;
    }

    /// <summary>From now on no call reaches the store.</summary>
    public void Happen() => Store.Before = operation => _end.Task.IsCompleted ? Task.CompletedTask : throw ControlledStore.Fault(operation);

    public void CleanUp() => _end.TrySetResult();
}
