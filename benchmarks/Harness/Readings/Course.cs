using System.Diagnostics;
using Harness.Servers;

namespace Harness.Readings;

/// <summary>
/// One reading of the hub. It begins when every partition has its first event in hand, so that connecting and claiming are not measured, and ends with
/// the last event or when the time is up.
/// </summary>
internal sealed class Course(int partitions, long events, TimeSpan longest)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HashSet<string> _arrived = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOpen;
    private long _handled;

    /// <summary>Whether it has begun.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>The events handled so far.</summary>
    public long Handled => Volatile.Read(ref _handled);

    /// <summary>Waits until every partition has its first event in hand.</summary>
    public Task WhenCompleteAsync() => _complete.Task.WaitAsync(Patience);

    /// <summary>Begins.</summary>
    public void Open()
    {
        _isOpen = true;
        _open.TrySetResult();
    }

    /// <summary>Waits with a first event until all partitions have theirs.</summary>
    public Task ArriveAsync(string partitionId)
    {
        lock (_arrived)
        {
            _arrived.Add(partitionId);
            if (_arrived.Count == partitions)
            {
                _complete.TrySetResult();
            }
        }

        return _open.Task;
    }

    /// <summary>Counts an event that was handled.</summary>
    public void Count()
    {
        if (Interlocked.Increment(ref _handled) == events)
        {
            _end.TrySetResult();
        }
    }

    /// <summary>Fails the reading.</summary>
    public void Fail(Exception exception) => _complete.TrySetException(exception);

    /// <summary>Measures.</summary>
    /// <param name="store">The store of the processor that runs; null for none.</param>
    /// <param name="server">The store's server; null for none.</param>
    /// <param name="broker">The broker.</param>
    public async Task<Sample> MeasureAsync(CountingStore? store, BackendServer? server, LoadedBroker broker)
    {
        await WhenCompleteAsync();
        CallCounts calls = store?.Counts ?? default;

        // Outermost, since looking at other processes allocates.
        TimeSpan? ofServer = server?.ProcessorTime;
        TimeSpan? ofBroker = broker.ProcessorTime;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        Open();
        await Task.WhenAny(_end.Task, Task.Delay(longest));
        long handled = Handled;
        TimeSpan time = Stopwatch.GetElapsedTime(began);
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        ofBroker = broker.ProcessorTime - ofBroker;
        ofServer = server?.ProcessorTime - ofServer;
        return new Sample(handled, time, processor, ofBroker, ofServer, allocated, (store?.Counts ?? default) - calls);
    }
}
