#nullable enable
using System.Collections.Concurrent;
using Azure.Messaging.EventHubs.Primitives;

namespace Azure.Messaging.EventHubs.Core.LoadBalancing;

/// <summary>
/// Keeps the partitions of a processor: renews its claims, adopts those of an earlier life, and claims one more partition in
/// each cycle while it has less than its share. Cycles are run by one caller; thefts are reported by any.
/// </summary>
internal sealed class PartitionLoadBalancer
{
    private readonly BalancerSettings _settings;
    private readonly OwnershipStore _store;
    private readonly ConcurrentDictionary<string, EventProcessorPartitionOwnership> _owned = new(StringComparer.Ordinal);

    public PartitionLoadBalancer(BalancerSettings settings, OwnershipStore store)
    {
        _settings = settings;
        _store = store;
    }

    /// <summary>Whether the last cycle found the processor with its share and claimed nothing.</summary>
    public bool IsBalanced { get; private set; }

    public IReadOnlyCollection<string> OwnedPartitionIds => (IReadOnlyCollection<string>)_owned.Keys;

    public bool Owns(string partitionId) => _owned.ContainsKey(partitionId);

    /// <summary>Forgets a partition whose link somebody else has taken over.</summary>
    public void ReportStolen(string partitionId) => _owned.TryRemove(partitionId, out _);

    /// <summary>Runs one cycle.</summary>
    /// <returns>The partition that was claimed, or null.</returns>
    /// <exception cref="EventHubsException">The store failed; its exception is inside.</exception>
    public async Task<string?> RunCycleAsync(IReadOnlyCollection<string> partitionIds, CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken).ConfigureAwait(false);
        var records = await ListAsync(cancellationToken).ConfigureAwait(false);
        var distribution = new OwnershipDistribution(_settings.Identifier, partitionIds, records, Now, _settings.ExpirationInterval);
        await AdoptAsync(distribution, cancellationToken).ConfigureAwait(false);

        var wanted = distribution.ChooseNext(_settings.Random);
        IsBalanced = wanted is null && distribution.Own.Count >= distribution.Minimum;
        return wanted is not null && await ClaimAsync(wanted, distribution.VersionOf(wanted), cancellationToken).ConfigureAwait(false) ? wanted : null;
    }

    /// <summary>Lets go of all partitions. Asks the store even when there are none.</summary>
    public async Task RelinquishAsync(CancellationToken cancellationToken)
    {
        // A sequence that is computed while it is enumerated, each time anew: that is what stores have to live with.
        var released = _owned.Values.Select(record => Copy(record, string.Empty, record.LastModifiedTime));
        await _store.ClaimAsync(released, cancellationToken).ConfigureAwait(false);
        _owned.Clear();
    }

    private DateTimeOffset Now => _settings.Time.GetUtcNow();

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var due = _owned.Values
            .Where(record => now - record.LastModifiedTime > _settings.UpdateInterval)
            .Select(record => Copy(record, _settings.Identifier, now))
            .ToList();

        var renewed = await GuardAsync(OperationText.RenewOwnership, () => _store.ClaimAsync(due, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var lost in due.Select(record => record.PartitionId).Except(renewed.Select(record => record.PartitionId), StringComparer.Ordinal))
        {
            _owned.TryRemove(lost, out _);
        }

        foreach (var record in renewed)
        {
            _owned[record.PartitionId] = record;
        }
    }

    private Task<List<EventProcessorPartitionOwnership>> ListAsync(CancellationToken cancellationToken) =>
        GuardAsync(OperationText.ListOwnership, () => _store.ListAsync(cancellationToken), cancellationToken);

    private async Task AdoptAsync(OwnershipDistribution distribution, CancellationToken cancellationToken)
    {
        foreach (var record in distribution.Own)
        {
            if (_owned.ContainsKey(record.PartitionId))
            {
                continue;
            }

            // A lost race shows with the next renewal; until then the record says what is so.
            if (!await ClaimAsync(record.PartitionId, record.Version, cancellationToken).ConfigureAwait(false))
            {
                _owned[record.PartitionId] = record;
            }
        }
    }

    private async Task<bool> ClaimAsync(string partitionId, string? version, CancellationToken cancellationToken)
    {
        var desired = new EventProcessorPartitionOwnership
        {
            FullyQualifiedNamespace = _settings.FullyQualifiedNamespace,
            EventHubName = _settings.EventHubName,
            ConsumerGroup = _settings.ConsumerGroup,
            OwnerIdentifier = _settings.Identifier,
            PartitionId = partitionId,
            LastModifiedTime = Now,
            Version = version,
        };
        var claimed = await GuardAsync(
            OperationText.ClaimOwnership, () => _store.ClaimAsync(new List<EventProcessorPartitionOwnership> { desired }, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (claimed.Count == 0)
        {
            return false;
        }

        _owned[partitionId] = claimed[0];
        return true;
    }

    private static async Task<List<EventProcessorPartitionOwnership>> GuardAsync(
        string operation, Func<Task<IEnumerable<EventProcessorPartitionOwnership>>> action, CancellationToken cancellationToken)
    {
        try
        {
            var records = await action().ConfigureAwait(false);
            ArgumentNullException.ThrowIfNull(records);
            return [.. records];
        }
        catch (Exception exception)
        {
            throw cancellationToken.IsCancellationRequested
                ? new TaskCanceledException(operation, exception, cancellationToken)
                : new EventHubsException(true, null, operation, EventHubsException.FailureReason.GeneralError, exception);
        }
    }

    private static EventProcessorPartitionOwnership Copy(EventProcessorPartitionOwnership record, string owner, DateTimeOffset lastModified) => new()
    {
        FullyQualifiedNamespace = record.FullyQualifiedNamespace,
        EventHubName = record.EventHubName,
        ConsumerGroup = record.ConsumerGroup,
        OwnerIdentifier = owner,
        PartitionId = record.PartitionId,
        LastModifiedTime = lastModified,
        Version = record.Version,
    };
}
