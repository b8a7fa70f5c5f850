using Shouldly;

namespace Checkpointing.Conformance.Crashes;

/// <summary>What clients were told, kept outside the server that is killed beneath them.</summary>
internal sealed class Acknowledgements
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Partition, string Version), string> _versions = [];
    private readonly HashSet<(string Partition, string? Version)> _used = [];
    private readonly Dictionary<string, (long Epoch, long Position, long WonAt)> _partitions = new(StringComparer.Ordinal);
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiters = [];
    private long _count;

    /// <summary>Notes a claim that was won.</summary>
    /// <param name="presented">The version that won it; null for a first claim.</param>
    /// <param name="won">What was won.</param>
    public void Won(string? presented, PartitionOwnership won)
    {
        lock (_lock)
        {
            string claim = $"{won} with {presented ?? "no version"}";
            _versions.TryAdd((won.PartitionId, won.Version), claim)
                .ShouldBeTrue($"one version was given out twice: {_versions[(won.PartitionId, won.Version)]}, then {claim}");
            _used.Add((won.PartitionId, presented)).ShouldBeTrue($"two claims of partition {won.PartitionId} won with version {presented ?? "(none)"}");
            (long epoch, long position, long wonAt) = _partitions.GetValueOrDefault(won.PartitionId, (0, -1, 0));
            bool isChange = won.Epoch > epoch;
            _partitions[won.PartitionId] = (Math.Max(epoch, won.Epoch), position, isChange ? TimeProvider.System.GetTimestamp() : wonAt);
            Count();
        }
    }

    /// <summary>Notes a checkpoint that was written.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="position">The position.</param>
    /// <param name="epoch">The epoch it was written under.</param>
    /// <param name="invoked">When the call began.</param>
    /// <param name="comparesEpochs">Whether epochs of two clients compare.</param>
    public void Written(string partition, long position, long epoch, long invoked, bool comparesEpochs)
    {
        lock (_lock)
        {
            (long newest, long furthest, long wonAt) = _partitions[partition];
            if (comparesEpochs && epoch < newest)
            {
                invoked.ShouldBeLessThan(wonAt, $"partition {partition}: a write under epoch {epoch} was accepted after epoch {newest} had been won");
            }

            _partitions[partition] = (newest, Math.Max(furthest, position), wonAt);
            Count();
        }
    }

    /// <summary>The highest epoch and the furthest position that anybody was told of a partition.</summary>
    public (long Epoch, long Position) Of(string partition)
    {
        lock (_lock)
        {
            (long epoch, long position, _) = _partitions.GetValueOrDefault(partition, (0, -1, 0));
            return (epoch, position);
        }
    }

    /// <summary>Waits for so many more acknowledgements.</summary>
    public Task WhenMoreAsync(int count)
    {
        lock (_lock)
        {
            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((_count + count, reached));
            return reached.Task;
        }
    }

    private void Count()
    {
        _count++;
        foreach ((long _, TaskCompletionSource reached) in _waiters.FindAll(waiter => waiter.Count <= _count))
        {
            reached.TrySetResult();
        }

        _waiters.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
    }
}
