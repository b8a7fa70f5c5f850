using System.Diagnostics.CodeAnalysis;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>
/// Reads the checkpoints of partitions that start. Those of partitions that were won in one call are read by one list, which begins as soon as they are won; each is given once, to the session that
/// starts under the epoch of that claim.
/// </summary>
/// <remarks>Whatever is given was read after the partition was won: nobody else can have moved it since, but by a rewind, and that raises the epoch and ends the session.</remarks>
internal sealed class CheckpointReads
{
    /// <summary>From how many on a list is better: it reads the checkpoints of other owners, too.</summary>
    private const int FewestForList = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Epoch, Task<PartitionResults<Checkpoint>> List)> _early = new(StringComparer.Ordinal);
    private readonly ICheckpointStore _store;
    private readonly ConsumerGroup _group;

    /// <param name="store">The store, with a time limit on each call.</param>
    /// <param name="group">The consumer group.</param>
    public CheckpointReads(ICheckpointStore store, ConsumerGroup group)
    {
        _store = store;
        _group = group;
    }

    /// <summary>Begins to read the checkpoints of partitions that were won just now.</summary>
    public void Begin(IReadOnlyList<PartitionOwnership> won)
    {
        // Where a store has no epochs, nothing would tell what was read for this claim from what was read for an earlier one.
        if (won.Count < FewestForList || won.Any(record => record.Epoch == 0))
        {
            return;
        }

        Task<PartitionResults<Checkpoint>> list = Task.Run(() => _store.ListCheckpointsAsync(_group, CancellationToken.None), CancellationToken.None);

        // Nobody may wait for it, if none of them is started: then it is no error either.
        _ = list.ContinueWith(
            static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        lock (_lock)
        {
            foreach (PartitionOwnership record in won)
            {
                _early[record.PartitionId] = (record.Epoch, list);
            }
        }
    }

    /// <summary>Reads a checkpoint; null for none.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="epoch">The epoch under which it is about to be processed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CheckpointStoreException">The store failed, or the partition's checkpoint cannot be read.</exception>
    public async Task<Checkpoint?> ReadAsync(string partitionId, long epoch, CancellationToken cancellationToken)
    {
        if (TryTakeEarly(partitionId, epoch, out Task<PartitionResults<Checkpoint>>? early))
        {
            try
            {
                PartitionResults<Checkpoint> listed = await early.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (!listed.Faults.Any(fault => fault.PartitionId is null || fault.PartitionId == partitionId))
                {
                    return listed.Items.FirstOrDefault(checkpoint => checkpoint.PartitionId == partitionId);
                }
            }
            catch (CheckpointStoreException)
            {
                // Asked for itself, it tells what is wrong.
            }
        }

        return await _store.ReadCheckpointAsync(_group, partitionId, cancellationToken).ConfigureAwait(false);
    }

    private bool TryTakeEarly(string partitionId, long epoch, [NotNullWhen(true)] out Task<PartitionResults<Checkpoint>>? list)
    {
        lock (_lock)
        {
            bool isThere = _early.Remove(partitionId, out (long Epoch, Task<PartitionResults<Checkpoint>> List) early) && early.Epoch == epoch;
            list = isThere ? early.List : null;
            return isThere;
        }
    }
}
