using Checkpointing.Backends;
using Checkpointing.Cosmos.Documents;
using Checkpointing.Cosmos.Requests;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>
/// Claims, whether first claim, renewal, takeover or relinquishing, and requests for ownership: one conditional request of the service each, and a second one only when
/// it was refused.
/// </summary>
internal sealed class CosmosOwnership
{
    private readonly CosmosRequests _requests;

    public CosmosOwnership(CosmosRequests requests) => _requests = requests;

    /// <summary>An ownership record, its time corrected to the caller's clock.</summary>
    public static PartitionOwnership? Read(PartitionDocument document, ClockCorrection clock) => document.Ownership is { } ownership
        ? new PartitionOwnership(
            document.PartitionId,
            ownership.OwnerId,
            document.Epoch,
            ownership.Version,
            clock.ToCaller(ownership.ModifiedAt),
            ownership.OwnerInstance,
            document.Request?.RequestedBy,
            document.Request is { } request ? clock.ToCaller(request.RequestedAt) : null)
        : null;

    /// <summary>Claims one partition.</summary>
    /// <returns>The record as it stands now, or null if the claim is lost.</returns>
    public async Task<PartitionOwnership?> ClaimAsync(StoreCall call, OwnershipClaim claim, CancellationToken cancellationToken)
    {
        // Made once for the call and not for an attempt, so that a claim that was refused by its own earlier success recognises it.
        string? instance = claim.IsRelinquish ? null : claim.OwnerInstance;
        PartitionDocument.OwnershipPart wanted = new(
            OwnershipVersion.New(claim.OwnerId, instance), claim.OwnerId, instance, _requests.Server.GetUtcNow());
        PartitionDocument? won = claim.Version is null
            ? await TakeFirstAsync(call, wanted, cancellationToken).ConfigureAwait(false)
            : await SwapAsync(call, claim.Version, wanted, cancellationToken).ConfigureAwait(false);
        return won is null ? null : Read(won, _requests.Correction);
    }

    /// <summary>Requests one partition. An attempt that is made again notes the same again.</summary>
    /// <returns>The record as it stands now, or null if somebody else holds it, or nobody.</returns>
    public async Task<PartitionOwnership?> RequestAsync(StoreCall call, OwnershipRequest request, CancellationToken cancellationToken)
    {
        PartitionDocument.RequestPart wanted = new(request.RequestedBy, _requests.Server.GetUtcNow());
        CosmosRequests.Patched patched = await _requests.PatchAsync(
            call, Conditions.IsHeldBy(request.OwnerId), [CosmosRequests.Set("/request", wanted)], withContent: true, cancellationToken).ConfigureAwait(false);
        if (!patched.IsDone && !patched.IsMissing)
        {
            // A damaged document is a fault, not the property of somebody else.
            await _requests.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        }

        return patched.Document is null ? null : Read(patched.Document, _requests.Correction);
    }

    private async Task<PartitionDocument?> SwapAsync(
        StoreCall call, string version, PartitionDocument.OwnershipPart wanted, CancellationToken cancellationToken)
    {
        bool isRenewal = OwnershipVersion.IsOf(version, wanted.OwnerId, wanted.OwnerInstance);
        CosmosRequests.Patched patched = await _requests.PatchAsync(
            call, Conditions.IsVersion(version), Changes(wanted, raisesEpoch: !isRenewal), withContent: true, cancellationToken).ConfigureAwait(false);
        return patched.IsDone || patched.IsMissing ? patched.Document : await OwnSuccessAsync(call, wanted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the document, or takes over one that only holds a checkpoint.</summary>
    private async Task<PartitionDocument?> TakeFirstAsync(StoreCall call, PartitionDocument.OwnershipPart wanted, CancellationToken cancellationToken)
    {
        PartitionDocument first = PartitionDocument.New(call.Group!, call.PartitionId!) with { Epoch = wanted.OwnerId.Length == 0 ? 0 : 1, Ownership = wanted };
        while (true)
        {
            if (await _requests.CreateAsync(call, first, cancellationToken).ConfigureAwait(false))
            {
                return first;
            }

            PartitionDocument? present = await _requests.ReadAsync(call, cancellationToken).ConfigureAwait(false);
            if (present?.Ownership is { } ownership)
            {
                return ownership.Version == wanted.Version ? present : null;
            }

            CosmosRequests.Patched patched = await _requests.PatchAsync(
                call, Conditions.IsUnowned(), Changes(wanted, raisesEpoch: true), withContent: true, cancellationToken).ConfigureAwait(false);
            if (patched.IsDone)
            {
                return patched.Document;
            }

            // Somebody else was there first, or deleted it: the next round finds out which. The call's time limit ends a race without end.
        }
    }

    private static List<Func<PatchOperation>> Changes(PartitionDocument.OwnershipPart wanted, bool raisesEpoch)
    {
        List<Func<PatchOperation>> changes = [CosmosRequests.Set("/ownership", wanted)];
        if (raisesEpoch && wanted.OwnerId.Length > 0)
        {
            changes.Add(() => PatchOperation.Increment("/epoch", 1));
            changes.Add(CosmosRequests.Set<PartitionDocument.RequestPart?>("/request", null));
        }

        return changes;
    }

    /// <summary>The document, if it was this very claim that made it what it is and only the answer was lost.</summary>
    private async Task<PartitionDocument?> OwnSuccessAsync(StoreCall call, PartitionDocument.OwnershipPart wanted, CancellationToken cancellationToken)
    {
        PartitionDocument? present = await _requests.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        return present?.Ownership?.Version == wanted.Version ? present : null;
    }
}
