using System.Collections.Concurrent;
using Checkpointing.Backends;
using Checkpointing.Cosmos.Documents;
using Checkpointing.Cosmos.Requests;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>
/// Claims, whether first claim, renewal, takeover or relinquishing, and requests for ownership: one conditional request of the service each, and one look at all that
/// were refused.
/// </summary>
internal sealed class CosmosOwnership
{
    private readonly CosmosRequests _requests;
    private readonly CosmosCheckpointStoreOptions _options;

    public CosmosOwnership(CosmosRequests requests, CosmosCheckpointStoreOptions options)
    {
        _requests = requests;
        _options = options;
    }

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

    /// <summary>Claims partitions.</summary>
    public Task<PartitionResults<PartitionOwnership>> ClaimAsync(StoreDeadline deadline, StoreCall call, IReadOnlyList<OwnershipClaim> claims) =>
        EachAsync(deadline, call, claims, claim => claim.PartitionId, TryClaimAsync);

    /// <summary>Requests partitions. An attempt that is made again notes the same again.</summary>
    public Task<PartitionResults<PartitionOwnership>> RequestAsync(StoreDeadline deadline, StoreCall call, IReadOnlyList<OwnershipRequest> requests) =>
        EachAsync(deadline, call, requests, request => request.PartitionId, TryRequestAsync);

    private async Task<PartitionResults<PartitionOwnership>> EachAsync<T>(
        StoreDeadline deadline, StoreCall call, IReadOnlyList<T> items, Func<T, string> partitionOf, Func<StoreCall, T, CancellationToken, Task<Attempt>> attempt)
    {
        ConcurrentDictionary<string, Settlement> refused = new(StringComparer.Ordinal);
        PartitionResults<PartitionOwnership> results = await deadline.EachAsync(
            call,
            items,
            partitionOf,
            _options.MaxConcurrency,
            async (own, item, token) =>
            {
                Attempt made = await attempt(own, item, token).ConfigureAwait(false);
                if (made.Settlement is { } settlement)
                {
                    refused[own.PartitionId!] = settlement;
                }

                return Read(made.Document);
            }).ConfigureAwait(false);
        if (refused.IsEmpty)
        {
            return results;
        }

        string[] partitions = [.. refused.Keys];
        PartitionResults<PartitionOwnership> settled;
        try
        {
            Func<StoreCall, CancellationToken, Task<PartitionDocument?>> present =
                await deadline.RunAsync(call, token => _requests.LookAsync(call, partitions, _options.ListPageSize, token)).ConfigureAwait(false);
            settled = await deadline.EachAsync(
                call,
                partitions,
                partition => partition,
                _options.MaxConcurrency,
                async (own, partition, token) =>
                    Read(await refused[partition](await present(own, token).ConfigureAwait(false), token).ConfigureAwait(false))).ConfigureAwait(false);
        }
        catch (CheckpointStoreException exception)
        {
            // It must not hide what was won, and a refusal may be that of an attempt whose earlier success was not heard of.
            settled = new PartitionResults<PartitionOwnership>(
                [],
                [
                    .. partitions.Select(partition => new CheckpointStoreException(
                        call.Operation, call.Group, partition, exception.Message, exception.IsTransient, mayHaveBeenApplied: true, exception)),
                ]);
        }

        return new PartitionResults<PartitionOwnership>([.. results.Items, .. settled.Items], [.. results.Faults, .. settled.Faults]);
    }

    private async Task<Attempt> TryClaimAsync(StoreCall call, OwnershipClaim claim, CancellationToken cancellationToken)
    {
        // Made once for the call and not for an attempt, so that a claim that was refused by its own earlier success recognises it.
        string? instance = claim.IsRelinquish ? null : claim.OwnerInstance;
        PartitionDocument.OwnershipPart wanted = new(
            OwnershipVersion.New(claim.OwnerId, instance), claim.OwnerId, instance, _requests.Server.GetUtcNow());
        if (claim.Version is null)
        {
            PartitionDocument first = PartitionDocument.New(call.Group!, call.PartitionId!) with { Epoch = claim.IsRelinquish ? 0 : 1, Ownership = wanted };
            return await _requests.CreateAsync(call, first, cancellationToken).ConfigureAwait(false)
                ? new Attempt(first)
                : new Attempt(null, (present, token) => TakeFirstAsync(call, first, present, token));
        }

        bool isRenewal = OwnershipVersion.IsOf(claim.Version, wanted.OwnerId, wanted.OwnerInstance);
        CosmosRequests.Patched patched = await _requests.PatchAsync(
            call, Conditions.IsVersion(claim.Version), Changes(wanted, raisesEpoch: !isRenewal), withContent: true, cancellationToken).ConfigureAwait(false);
        return patched.IsDone || patched.IsMissing
            ? new Attempt(patched.Document)
            : new Attempt(null, (present, _) => Task.FromResult(present?.Ownership?.Version == wanted.Version ? present : null));
    }

    private async Task<Attempt> TryRequestAsync(StoreCall call, OwnershipRequest request, CancellationToken cancellationToken)
    {
        PartitionDocument.RequestPart wanted = new(request.RequestedBy, _requests.Server.GetUtcNow());
        CosmosRequests.Patched patched = await _requests.PatchAsync(
            call, Conditions.IsHeldBy(request.OwnerId), [CosmosRequests.Set("/request", wanted)], withContent: true, cancellationToken).ConfigureAwait(false);

        // A damaged document is a fault, not the property of somebody else: so it is looked at, and nothing else is done.
        return patched.IsDone || patched.IsMissing ? new Attempt(patched.Document) : new Attempt(null, (_, _) => Task.FromResult<PartitionDocument?>(null));
    }

    /// <summary>Takes over a document that only holds a checkpoint, or makes one.</summary>
    /// <param name="call">The call, with the partition.</param>
    /// <param name="first">The document that could not be made.</param>
    /// <param name="present">What was there in its place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<PartitionDocument?> TakeFirstAsync(
        StoreCall call, PartitionDocument first, PartitionDocument? present, CancellationToken cancellationToken)
    {
        PartitionDocument.OwnershipPart wanted = first.Ownership!;
        while (true)
        {
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

            if (patched.IsMissing && await _requests.CreateAsync(call, first, cancellationToken).ConfigureAwait(false))
            {
                return first;
            }

            // Somebody else was there first: the next round finds out who. The call's time limit ends a race without end.
            present = await _requests.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        }
    }

    private PartitionOwnership? Read(PartitionDocument? document) => document is null ? null : Read(document, _requests.Correction);

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

    /// <summary>What becomes of a refused attempt.</summary>
    /// <param name="present">The document that is there; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The document as the call has made it; null if it has not.</returns>
    private delegate Task<PartitionDocument?> Settlement(PartitionDocument? present, CancellationToken cancellationToken);

    /// <summary>The one request for a partition.</summary>
    /// <param name="Document">The document as it stands now, or null.</param>
    /// <param name="Settlement">Set if it was refused for a reason that has to be looked at.</param>
    private readonly record struct Attempt(PartitionDocument? Document, Settlement? Settlement = null);
}
