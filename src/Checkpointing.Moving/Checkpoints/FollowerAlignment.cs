using Checkpointing.Moving.Ownership;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Moving.Checkpoints;

/// <summary>
/// Makes the following store's checkpoint the leading store's, each time a partition was taken and before anything is processed: whoever had it before may have known
/// one store only, may have died between two writes, or somebody may have rewound it in one.
/// </summary>
internal sealed class FollowerAlignment
{
    private readonly MovingPair _pair;
    private readonly ILogger _logger;

    public FollowerAlignment(MovingPair pair, ILogger logger)
    {
        _pair = pair;
        _logger = logger;
    }

    /// <summary>Aligns partitions that were just won in both stores.</summary>
    /// <returns>
    /// Those that may not be processed: with a fault; or with null, if the following store had to be set back. A rewind is the only thing that does, and it takes the partition from
    /// its owner; or if somebody else has taken it meanwhile.
    /// </returns>
    public async Task<Dictionary<string, CheckpointStoreException?>> AlignAsync(
        ConsumerGroup group, List<TakenPartition> partitions, CancellationToken cancellationToken)
    {
        Dictionary<string, CheckpointStoreException?> failed = new(StringComparer.Ordinal);
        if (partitions.Count == 0)
        {
            return failed;
        }

        string[] asked = [.. partitions.Select(partition => partition.PartitionId)];
        (PartitionResults<Checkpoint> from, PartitionResults<Checkpoint> to) =
            await _pair.BothAsync(side => ReadAsync(side, group, asked, cancellationToken)).ConfigureAwait(false);
        foreach (CheckpointStoreException fault in from.Faults.Concat(to.Faults))
        {
            failed[fault.PartitionId!] = fault;
        }

        bool fromLeads = _pair.Leader == MovingLeader.From;
        Dictionary<string, Checkpoint> leading = ByPartition(fromLeads ? from : to);
        Dictionary<string, Checkpoint> following = ByPartition(fromLeads ? to : from);
        var plan = new AlignmentPlan(_pair, _logger);
        foreach (TakenPartition partition in partitions.Where(partition => !failed.ContainsKey(partition.PartitionId)))
        {
            plan.Add(partition, leading.GetValueOrDefault(partition.PartitionId), following.GetValueOrDefault(partition.PartitionId));
        }

        await WriteAsync(_pair.Leading, group, plan.IntoLeading, failed, cancellationToken).ConfigureAwait(false);
        await WriteAsync(_pair.Following, group, plan.IntoFollowing, failed, cancellationToken).ConfigureAwait(false);
        await SetBackAsync(group, plan.SetBack, failed, cancellationToken).ConfigureAwait(false);
        return failed;
    }

    private static Dictionary<string, Checkpoint> ByPartition(PartitionResults<Checkpoint> results) =>
        results.Items.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal);

    /// <summary>Reads one, or lists all and leaves the others out: two requests at most, however many were taken at once.</summary>
    private static async Task<PartitionResults<Checkpoint>> ReadAsync(
        MovingSide side, ConsumerGroup group, string[] partitionIds, CancellationToken cancellationToken)
    {
        if (partitionIds.Length == 1)
        {
            return await side.CallAsync<Checkpoint>(
                partitionIds,
                async store => new([.. new[] { await store.ReadCheckpointAsync(group, partitionIds[0], cancellationToken).ConfigureAwait(false) }.OfType<Checkpoint>()], []))
                .ConfigureAwait(false);
        }

        PartitionResults<Checkpoint> all = await side.CallAsync(partitionIds, store => store.ListCheckpointsAsync(group, cancellationToken)).ConfigureAwait(false);
        HashSet<string> asked = new(partitionIds, StringComparer.Ordinal);
        return new(
            [.. all.Items.Where(checkpoint => asked.Contains(checkpoint.PartitionId))],
            [.. all.Faults.Where(fault => fault.PartitionId is { } partitionId && asked.Contains(partitionId))]);
    }

    /// <returns>The partitions that somebody else has taken meanwhile.</returns>
    private static async Task<IReadOnlyList<string>> WriteAsync(
        MovingSide side, ConsumerGroup group, List<CheckpointWrite> writes, Dictionary<string, CheckpointStoreException?> failed, CancellationToken cancellationToken)
    {
        PartitionResults<CheckpointWriteResult> results = await side.CallAsync(
            [.. writes.Select(write => write.PartitionId)], store => store.WriteCheckpointsAsync(group, writes, cancellationToken)).ConfigureAwait(false);
        string[] fenced = [.. results.Items.Where(result => result.Outcome == CheckpointOutcome.Fenced).Select(result => result.PartitionId)];
        foreach (string partitionId in fenced)
        {
            failed[partitionId] = null;
        }

        foreach (CheckpointStoreException fault in results.Faults)
        {
            failed[fault.PartitionId!] = fault;
        }

        return fenced;
    }

    /// <summary>
    /// Sets the following store back. A rewind asks nobody whether it is still right, so the partition is renewed just before; and what it has replaced all the same, should somebody
    /// have taken the partition and moved on in that moment, is put there again.
    /// </summary>
    private async Task SetBackAsync(
        ConsumerGroup group, List<SettingBack> all, Dictionary<string, CheckpointStoreException?> failed, CancellationToken cancellationToken)
    {
        all.ForEach(step => failed[step.Rewind.PartitionId] = null);
        PartitionResults<PartitionOwnership> held = await _pair.Following.CallAsync(
            Partitions(all), store => store.ClaimOwnershipAsync(group, [.. all.Select(step => step.Renewal)], cancellationToken)).ConfigureAwait(false);
        HashSet<string> renewed = new(held.Items.Select(record => record.PartitionId), StringComparer.Ordinal);
        List<SettingBack> steps = all.FindAll(step => renewed.Contains(step.Rewind.PartitionId));
        PartitionResults<PartitionRewound> results = await _pair.Following.CallAsync(
            Partitions(steps), _ => _pair.Following.Operator.RewindAsync(group, [.. steps.Select(step => step.Rewind)], cancellationToken)).ConfigureAwait(false);
        foreach (CheckpointStoreException fault in held.Faults.Concat(results.Faults))
        {
            failed[fault.PartitionId!] = fault;
        }

        Dictionary<string, SettingBack> made = steps.ToDictionary(step => step.Rewind.PartitionId, StringComparer.Ordinal);
        List<CheckpointWrite> restored =
        [
            .. results.Items.Where(result => result.Previous is { SequenceNumber: not null } replaced && made[result.PartitionId].HasReplacedAnother(replaced))
                .Select(result => new CheckpointWrite(
                    result.PartitionId, result.Previous!.SequenceNumber!.Value, result.Previous.Offset, result.Epoch, result.Previous.WrittenBy ?? "")),
        ];
        foreach (string partitionId in await WriteAsync(_pair.Following, group, restored, failed, CancellationToken.None).ConfigureAwait(false))
        {
            _logger.OvertakenTwice(partitionId, _pair.Following, restored.Find(write => write.PartitionId == partitionId).SequenceNumber);
        }
    }

    private static string[] Partitions(List<SettingBack> steps) => [.. steps.Select(step => step.Rewind.PartitionId)];
}
