using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A store as a place.</summary>
internal sealed class StorePlace(StoreSession session, TimeSpan expiration, TimeProvider clock, string? name = null) : ICheckpointTarget
{
    /// <inheritdoc/>
    public string Name => name ?? session.Name;

    /// <inheritdoc/>
    /// <remarks>Few enough for the time limit of a call where each is a request of its own.</remarks>
    public int StepSize => 200;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => ExplainedAsync(() => session.ListGroupsAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<PlaceContents> ReadAsync(ConsumerGroup group, CancellationToken cancellationToken) => ExplainedAsync(() => LookAsync(group, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fault>> WriteAsync(ConsumerGroup group, IReadOnlyList<CopyChange> changes, PlaceContents present) =>
        ExplainedAsync(() => ChangeAsync(group, changes, present));

    /// <summary>Two stores are open, and a failure does not tell by itself which of them it struck.</summary>
    private async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (CheckpointStoreException failure)
        {
            throw session.Explain(failure, Name);
        }
    }

    private async Task<PlaceContents> LookAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> owners = await session.Store.ListOwnershipAsync(group, cancellationToken).ConfigureAwait(false);
        PartitionResults<Checkpoint> checkpoints = await session.Store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = clock.GetUtcNow();
        return new PlaceContents(
            checkpoints.Items.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal),
            owners.Items.ToDictionary(record => record.PartitionId, record => record.Epoch, StringComparer.Ordinal),
            owners.Items.Where(record => CopyClaim.IsLive(record, now, expiration))
                .ToDictionary(record => record.PartitionId, record => record.OwnerId, StringComparer.Ordinal),
            Fault.From(checkpoints.Faults.Concat(owners.Faults)))
        {
            UnreadableOwners = owners.Faults.Count,
            LeftByCopies = [.. owners.Items.Where(record => record.HasLiveOwner(now, expiration) && CopyClaim.IsLeft(record)).Select(record => record.PartitionId)],
        };
    }

    private async Task<IReadOnlyList<Fault>> ChangeAsync(ConsumerGroup group, IReadOnlyList<CopyChange> changes, PlaceContents present) =>
    [
        .. await AdvanceAsync(group, [.. changes.Where(change => !NeedsRewind(change))], present).ConfigureAwait(false),
        .. await RewindAsync(group, [.. changes.Where(change => NeedsRewind(change) && change.MayReplace)]).ConfigureAwait(false),
        .. await BeginAsync(group, [.. changes.Where(change => NeedsRewind(change) && !change.MayReplace)]).ConfigureAwait(false),
    ];

    /// <summary>A plain write says neither "before the first event" nor "at an offset whose number nobody knows", and never goes back.</summary>
    private static bool NeedsRewind(CopyChange change) => change.MovesBack || change.Checkpoint.SequenceNumber is null or < 0;

    /// <summary>A plain write, under the epoch that is stored, touches no ownership and loses against whoever was quicker.</summary>
    private async Task<IEnumerable<Fault>> AdvanceAsync(ConsumerGroup group, CopyChange[] changes, PlaceContents present)
    {
        if (changes.Length == 0)
        {
            return [];
        }

        PartitionResults<CheckpointWriteResult> written = await session.Store.WriteCheckpointsAsync(
            group,
            [.. changes.Select(change => new CheckpointWrite(
                change.Checkpoint.PartitionId,
                change.Checkpoint.SequenceNumber!.Value,
                change.Checkpoint.Offset,
                present.Epochs.GetValueOrDefault(change.Checkpoint.PartitionId),
                CopyClaim.Owner))],
            CancellationToken.None).ConfigureAwait(false);
        return [
            .. Fault.From(written.Faults),
            .. written.Items.Where(result => result.Outcome != CheckpointOutcome.Written)
                .Select(result => new Fault(result.PartitionId, $"partition {result.PartitionId} was changed by somebody else meanwhile ({result.Outcome}); it is left as it is")),
        ];
    }

    /// <summary>A rewind replaces whatever it finds, so that first checkpoints are stored where nobody can have stored one meanwhile.</summary>
    private async Task<IEnumerable<Fault>> BeginAsync(ConsumerGroup group, CopyChange[] changes)
    {
        if (changes.Length == 0)
        {
            return [];
        }

        var untouched = new UntouchedPartitions(session.Store, group, expiration, clock);
        return await untouched.WithAsync(
            [.. changes.Select(change => change.Checkpoint.PartitionId)],
            taken => RewindAsync(group, [.. changes.Where(change => taken.Contains(change.Checkpoint.PartitionId))])).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Fault>> RewindAsync(ConsumerGroup group, CopyChange[] changes)
    {
        if (changes.Length == 0)
        {
            return [];
        }

        PartitionResults<PartitionRewound> rewound = await session.Operator.RewindAsync(
            group,
            [.. changes.Select(change => new PartitionRewind(change.Checkpoint.PartitionId, change.Checkpoint.SequenceNumber, change.Checkpoint.Offset, CopyClaim.Owner))],
            CancellationToken.None).ConfigureAwait(false);
        return Fault.From(rewound.Faults);
    }
}
