namespace Checkpointing.Backends;

/// <summary>
/// Checks of arguments that all stores share, made before any request. A violation is a fault of the calling code, hence an
/// <see cref="ArgumentException"/>.
/// </summary>
public static class StoreArguments
{
    /// <summary>The smallest sequence number that a rewind may name: reading then resumes with event 0.</summary>
    public const long BeforeFirstEvent = -1;

    /// <summary>Checks claims: partition ids given, no owner or instance null, one claim for a partition.</summary>
    /// <param name="claims">The claims.</param>
    /// <exception cref="ArgumentException">A claim is malformed, or two name one partition.</exception>
    public static void Check(IReadOnlyList<OwnershipClaim> claims)
    {
        CheckPartitions(claims, claim => claim.PartitionId, nameof(claims));
        foreach (OwnershipClaim claim in claims)
        {
            if (claim.OwnerId is null || claim.OwnerInstance is null)
            {
                throw new ArgumentException($"The claim of partition {claim.PartitionId} lacks the owner's id or instance. An empty owner id relinquishes.", nameof(claims));
            }
        }
    }

    /// <summary>Checks writes: partition ids given, sequence numbers and epochs not negative, one write for a partition.</summary>
    /// <param name="writes">The writes.</param>
    /// <exception cref="ArgumentException">A write is malformed, or two name one partition.</exception>
    public static void Check(IReadOnlyList<CheckpointWrite> writes)
    {
        CheckPartitions(writes, write => write.PartitionId, nameof(writes));
        foreach (CheckpointWrite write in writes)
        {
            if (write.SequenceNumber < 0 || write.Epoch < 0)
            {
                throw new ArgumentException(
                    $"The write to partition {write.PartitionId} has sequence number {write.SequenceNumber} and epoch {write.Epoch}; neither may be negative.", nameof(writes));
            }
        }
    }

    /// <summary>Checks rewinds: partition ids given, sequence numbers -1 or greater, one rewind for a partition.</summary>
    /// <param name="rewinds">The rewinds.</param>
    /// <exception cref="ArgumentException">A rewind is malformed, or two name one partition.</exception>
    public static void Check(IReadOnlyList<PartitionRewind> rewinds)
    {
        CheckPartitions(rewinds, rewind => rewind.PartitionId, nameof(rewinds));
        foreach (PartitionRewind rewind in rewinds)
        {
            if (rewind.SequenceNumber < BeforeFirstEvent)
            {
                throw new ArgumentException(
                    $"The rewind of partition {rewind.PartitionId} names sequence number {rewind.SequenceNumber}; the least is {BeforeFirstEvent}, before the first event.", nameof(rewinds));
            }
        }
    }

    /// <summary>Checks requests: partition ids, owners and requesters given, one request for a partition.</summary>
    /// <param name="requests">The requests.</param>
    /// <exception cref="ArgumentException">A request is malformed, or two name one partition.</exception>
    public static void Check(IReadOnlyList<OwnershipRequest> requests)
    {
        CheckPartitions(requests, request => request.PartitionId, nameof(requests));
        foreach (OwnershipRequest request in requests)
        {
            if (string.IsNullOrEmpty(request.OwnerId) || string.IsNullOrEmpty(request.RequestedBy))
            {
                throw new ArgumentException($"The request for partition {request.PartitionId} lacks its owner or who asks for it.", nameof(requests));
            }
        }
    }

    private static void CheckPartitions<T>(IReadOnlyList<T> items, Func<T, string> partitionOf, string parameter)
    {
        ArgumentNullException.ThrowIfNull(items, parameter);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (T item in items)
        {
            string partitionId = partitionOf(item);
            if (string.IsNullOrEmpty(partitionId))
            {
                throw new ArgumentException("A partition id is missing.", parameter);
            }

            if (!seen.Add(partitionId))
            {
                throw new ArgumentException($"Partition {partitionId} is named twice; one call may name a partition once.", parameter);
            }
        }
    }
}
