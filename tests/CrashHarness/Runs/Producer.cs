using System.Globalization;
using CrashHarness.Journals;
using Devkit.EventHubs.Broker;

namespace CrashHarness.Runs;

/// <summary>A steady load: the same number of events for each partition in each second, each event with its number in the partition.</summary>
internal sealed class Producer(EventHubsBroker broker, string hub, int partitions, double rate)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly long[] _next = new long[partitions];

    /// <summary>The last event of each partition.</summary>
    public IReadOnlyDictionary<string, long> Last =>
        _next.Select((next, partition) => (Id: Id(partition), Last: Volatile.Read(ref _next[partition]) - 1)).ToDictionary(pair => pair.Id, pair => pair.Last);

    public long Published => _next.Sum();

    /// <summary>Publishes until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        TimeSpan begin = MonotonicTime.Now;
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                double due = (MonotonicTime.Now - begin).TotalSeconds * rate / partitions;
                for (int partition = 0; partition < partitions; partition++)
                {
                    // The partitions take turns within a second rather than all at once.
                    Publish(partition, (long)(due + ((double)partition / partitions)));
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private static string Id(int partition) => partition.ToString(CultureInfo.InvariantCulture);

    private void Publish(int partition, long target)
    {
        if (target > _next[partition])
        {
            IEnumerable<long> numbers = Enumerable.Range(0, (int)(target - _next[partition])).Select(index => _next[partition] + index);
            broker.Publish(hub, Id(partition), [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
            Volatile.Write(ref _next[partition], target);
        }
    }
}
