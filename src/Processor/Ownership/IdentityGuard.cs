using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Ownership;

/// <summary>
/// Keeps two live processes from sharing one identifier: each would take what the other holds for its own. A process that finds partitions of its own name asks, by a
/// request in that name, whether their owner lives; a live one renews.
/// </summary>
internal sealed class IdentityGuard
{
    /// <summary>How long a sign of life is waited for at least; a live owner looks more than once a second.</summary>
    public static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ICheckpointStore _store;
    private readonly IOwnershipRequestStore? _requests;
    private readonly ConsumerGroup _group;
    private readonly OwnershipSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Action<Exception> _report;
    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <param name="store">The store.</param>
    /// <param name="requests">The same store, if it holds requests; else null, and nobody can be asked.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="settings">What ownership goes by.</param>
    /// <param name="report">Hears of another process of this name that came to light later.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public IdentityGuard(
        ICheckpointStore store,
        IOwnershipRequestStore? requests,
        ConsumerGroup group,
        OwnershipSettings settings,
        Action<Exception> report,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _store = store;
        _requests = requests;
        _group = group;
        _settings = settings;
        _report = report;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Makes sure, before the first claim, that no live process has this identifier. Where the store cannot be asked, it comes to light later; see <see cref="Show"/>.</summary>
    /// <exception cref="DuplicateIdentifierException">One has.</exception>
    public async Task EnsureAloneAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_requests is not null)
            {
                await EnsureAloneAsync(_requests, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (CheckpointStoreException exception)
        {
            _logger.IdentifierUnchecked(_settings.Identifier, exception);
        }
    }

    /// <summary>
    /// A record as the SDK is to see it. It takes all records of its own name for its own; those of another process are shown under another name, or, if that one is known to
    /// live no more, as given up.
    /// </summary>
    public PartitionOwnership Show(PartitionOwnership record)
    {
        if (_requests is null || !IsForeign(record))
        {
            return record;
        }

        string instance = record.OwnerInstance!;
        if (_dead.Contains(instance))
        {
            return record with { OwnerId = "" };
        }

        if (IsFresh(record) && _reported.Add(instance))
        {
            var exception = new DuplicateIdentifierException(_settings.Identifier, _group, record.PartitionId);
            _logger.IdentifierShared(exception);
            _report(exception);
        }

        return record with { OwnerId = $"{record.OwnerId} ({instance})" };
    }

    /// <summary>Whether a record is that of another process of this name, as far as anybody knows a live one.</summary>
    public bool IsTwins(PartitionOwnership record) => _requests is not null && IsForeign(record) && IsFresh(record) && !_dead.Contains(record.OwnerInstance!);

    private async Task EnsureAloneAsync(IOwnershipRequestStore requests, CancellationToken cancellationToken)
    {
        Dictionary<string, PartitionOwnership> suspects = await SuspectsAsync(cancellationToken).ConfigureAwait(false);
        if (suspects.Count == 0)
        {
            return;
        }

        _logger.IdentifierInUse(_settings.Identifier, suspects.Count);
        await requests.RequestOwnershipAsync(
            _group, [.. suspects.Values.Select(record => new OwnershipRequest(record.PartitionId, record.OwnerId, record.OwnerId))], cancellationToken).ConfigureAwait(false);
        TimeSpan patience = LeastPatience > _settings.WatchInterval * 3 ? LeastPatience : _settings.WatchInterval * 3;
        long start = _timeProvider.GetTimestamp();
        while (suspects.Count > 0 && _timeProvider.GetElapsedTime(start) < patience)
        {
            await Task.Delay(Pause, _timeProvider, cancellationToken).ConfigureAwait(false);
            Dictionary<string, PartitionOwnership> present = await SuspectsAsync(cancellationToken).ConfigureAwait(false);
            if (present.Values.FirstOrDefault(record => suspects.TryGetValue(record.PartitionId, out PartitionOwnership? before) && before.Version != record.Version) is { } alive)
            {
                throw new DuplicateIdentifierException(_settings.Identifier, _group, alive.PartitionId);
            }

            // Those that are gone were given up meanwhile, or have expired.
            suspects = present.Where(suspect => suspects.ContainsKey(suspect.Key)).ToDictionary(StringComparer.Ordinal);
        }

        _dead.UnionWith(suspects.Values.Select(record => record.OwnerInstance!));
    }

    private async Task<Dictionary<string, PartitionOwnership>> SuspectsAsync(CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> listed = await _store.ListOwnershipAsync(_group, cancellationToken).ConfigureAwait(false);
        return listed.Items.Where(record => IsForeign(record) && IsFresh(record)).ToDictionary(record => record.PartitionId, StringComparer.Ordinal);
    }

    private bool IsForeign(PartitionOwnership record) =>
        record.OwnerInstance is { } instance && instance != _settings.OwnerInstance
        && record.OwnerId.Equals(_settings.Identifier, StringComparison.OrdinalIgnoreCase);

    private bool IsFresh(PartitionOwnership record) => record.HasLiveOwner(_timeProvider.GetUtcNow(), _settings.Expiration);
}
