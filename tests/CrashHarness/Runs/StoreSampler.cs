using Checkpointing;
using CrashHarness.Journals;
using CrashHarness.Oracle;

namespace CrashHarness.Runs;

/// <summary>Looks at the store all the time, past the proxy. While the store is down there is nothing to be seen.</summary>
internal sealed class StoreSampler(ICheckpointStore store, ConsumerGroup group)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly List<StoreSample> _samples = [];

    public IReadOnlyList<StoreSample> Samples => _samples;

    /// <summary>Takes samples until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TakeAsync();
            }
            catch (Exception exception) when (exception is CheckpointStoreException or OperationCanceledException)
            {
                // Down.
            }

            await Task.Delay(Interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes one more sample, after <see cref="RunAsync"/> has ended.</summary>
    public async Task<StoreSample> TakeAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        TimeSpan begin = MonotonicTime.Now;
        PartitionResults<PartitionOwnership> ownership = await store.ListOwnershipAsync(group, limit.Token);
        PartitionResults<Checkpoint> checkpoints = await store.ListCheckpointsAsync(group, limit.Token);
        StoreSample sample = new(
            begin, MonotonicTime.Now, ownership.Items, checkpoints.Items, [.. ownership.Faults.Concat(checkpoints.Faults).Where(fault => !fault.IsTransient)]);
        _samples.Add(sample);
        return sample;
    }
}
