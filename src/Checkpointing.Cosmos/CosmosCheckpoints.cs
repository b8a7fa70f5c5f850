using System.Security.Cryptography;
using Checkpointing.Backends;
using Checkpointing.Cosmos.Documents;
using Checkpointing.Cosmos.Requests;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>Advances and rewinds checkpoints, each by one conditional request.</summary>
internal sealed class CosmosCheckpoints
{
    private readonly CosmosRequests _requests;

    public CosmosCheckpoints(CosmosRequests requests) => _requests = requests;

    /// <summary>A checkpoint, its time corrected to the caller's clock.</summary>
    public static Checkpoint? Read(PartitionDocument document, ClockCorrection clock) => document.Checkpoint is { } stored
        ? new Checkpoint(
            document.PartitionId, document.SequenceNumber, stored.Offset, stored.Epoch, stored.WrittenBy, clock.ToCaller(stored.WrittenAt))
        : null;

    /// <summary>Advances one checkpoint.</summary>
    public async Task<CheckpointWriteResult> WriteAsync(StoreCall call, CheckpointWrite write, CancellationToken cancellationToken)
    {
        PartitionDocument.CheckpointPart wanted = Part(write.Offset, write.Epoch, write.WrittenBy);
        CheckpointOutcome? outcome = null;
        while (outcome is null)
        {
            CosmosRequests.Patched patched = await _requests.PatchAsync(
                call,
                Conditions.IsBehind(write.Epoch, write.SequenceNumber),
                Changes(write.SequenceNumber, wanted),
                withContent: false,
                cancellationToken).ConfigureAwait(false);
            outcome = patched.IsDone ? CheckpointOutcome.Written
                : patched.IsMissing ? await CreateAsync(call, write, wanted, cancellationToken).ConfigureAwait(false)
                : await JudgeAsync(call, write, wanted, cancellationToken).ConfigureAwait(false);
        }

        return new CheckpointWriteResult(write.PartitionId, outcome.Value);
    }

    /// <summary>Sets one position, raises the epoch and clears the owner.</summary>
    public async Task<PartitionRewound> RewindAsync(StoreCall call, PartitionRewind rewind, CancellationToken cancellationToken)
    {
        PartitionDocument.OwnershipPart nobody = new(OwnershipVersion.New("", null), OwnerId: "", OwnerInstance: null, _requests.Server.GetUtcNow());
        PartitionDocument before = PartitionDocument.New(call.Group!, rewind.PartitionId);
        while (true)
        {
            PartitionDocument? present = await _requests.ReadAsync(call, cancellationToken).ConfigureAwait(false);
            if (present?.Ownership?.Version == nobody.Version)
            {
                // The round before was applied and only its answer was lost.
                return Rewound(before);
            }

            before = present ?? PartitionDocument.New(call.Group!, rewind.PartitionId);
            if (await TryRewindAsync(call, rewind, nobody, present, cancellationToken).ConfigureAwait(false))
            {
                return Rewound(before);
            }

            // The epoch moved on since it was read; another round rewinds from there. Checkpoints and renewals do not get in the way.
        }
    }

    private async Task<bool> TryRewindAsync(
        StoreCall call, PartitionRewind rewind, PartitionDocument.OwnershipPart nobody, PartitionDocument? present, CancellationToken cancellationToken)
    {
        long epoch = (present?.Epoch ?? 0) + 1;
        PartitionDocument.CheckpointPart? wanted =
            rewind.SequenceNumber is null && rewind.Offset is null ? null : Part(rewind.Offset, epoch, rewind.WrittenBy);
        if (present is null)
        {
            return await _requests.CreateAsync(
                call,
                PartitionDocument.New(call.Group!, rewind.PartitionId) with
                {
                    Epoch = epoch,
                    Position = PositionText.Of(rewind.SequenceNumber),
                    Ownership = nobody,
                    Checkpoint = wanted,
                },
                cancellationToken).ConfigureAwait(false);
        }

        CosmosRequests.Patched patched = await _requests.PatchAsync(
            call,
            Conditions.IsEpoch(present.Epoch),
            [
                .. Changes(rewind.SequenceNumber, wanted), CosmosRequests.Set("/ownership", nobody), CosmosRequests.Set("/epoch", epoch),
                CosmosRequests.Set<PartitionDocument.RequestPart?>("/request", null),
            ],
            withContent: false,
            cancellationToken).ConfigureAwait(false);
        return patched.IsDone;
    }

    /// <summary>A partition without a document can be given a checkpoint by a tool, which writes under epoch 0; nobody else owns it.</summary>
    /// <returns>The outcome, or null if somebody else made the document meanwhile.</returns>
    private async Task<CheckpointOutcome?> CreateAsync(
        StoreCall call, CheckpointWrite write, PartitionDocument.CheckpointPart wanted, CancellationToken cancellationToken)
    {
        if (write.Epoch != 0)
        {
            return CheckpointOutcome.Fenced;
        }

        PartitionDocument first = PartitionDocument.New(call.Group!, write.PartitionId) with
        {
            Position = PositionText.Of(write.SequenceNumber),
            Checkpoint = wanted,
        };
        return await _requests.CreateAsync(call, first, cancellationToken).ConfigureAwait(false) ? CheckpointOutcome.Written : null;
    }

    /// <summary>Why the write was refused.</summary>
    /// <returns>The outcome, or null if nothing stands against the write any more.</returns>
    private async Task<CheckpointOutcome?> JudgeAsync(
        StoreCall call, CheckpointWrite write, PartitionDocument.CheckpointPart wanted, CancellationToken cancellationToken)
    {
        PartitionDocument? present = await _requests.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        return present switch
        {
            null => null,
            _ when present.Checkpoint?.WriteId == wanted.WriteId => CheckpointOutcome.Written,
            _ when present.Epoch != write.Epoch => CheckpointOutcome.Fenced,
            _ when present.SequenceNumber >= write.SequenceNumber => CheckpointOutcome.Stale,
            _ => null,
        };
    }

    private static Func<PatchOperation>[] Changes(long? sequenceNumber, PartitionDocument.CheckpointPart? wanted) =>
        [CosmosRequests.Set("/position", PositionText.Of(sequenceNumber)), CosmosRequests.Set("/checkpoint", wanted)];

    private PartitionRewound Rewound(PartitionDocument before) =>
        new(before.PartitionId, Read(before, _requests.Correction), before.Ownership?.OwnerId ?? "", before.Epoch + 1);

    private PartitionDocument.CheckpointPart Part(string? offset, long epoch, string? writtenBy) =>
        new(offset, epoch, writtenBy, _requests.Server.GetUtcNow(), RandomNumberGenerator.GetHexString(16, lowercase: true));
}
