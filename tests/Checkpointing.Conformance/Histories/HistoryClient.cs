using Shouldly;

namespace Checkpointing.Conformance.Histories;

/// <summary>One process of a concurrent history: makes random calls on one partition and notes them with their answers.</summary>
internal sealed class HistoryClient
{
    private const string Partition = "0";

    private readonly int _number;
    private readonly ICheckpointStore _store;
    private readonly ConsumerGroup _group;
    private readonly StoreTraits _traits;
    private readonly Random _random;
    private readonly List<HistoryEntry> _entries = [];
    private readonly List<TenureId> _tenures = [];
    private string? _version;
    private string? _wonVersion;
    private long _position;

    public HistoryClient(int number, ICheckpointStore store, ConsumerGroup group, StoreTraits traits, int seed)
    {
        _number = number;
        _store = store;
        _group = group;
        _traits = traits;
        _random = new Random(seed);
    }

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<HistoryEntry> Entries => _entries;

    /// <summary>
    /// Where epochs are a client's own, the fence rises between a claim's start and its end, and a rewind takes several steps: neither is
    /// watched from within.
    /// </summary>
    private bool HasLocalEpochs => (_traits & StoreTraits.LocalEpochs) != 0;

    /// <summary>Makes calls one after another.</summary>
    public async Task RunAsync(int calls, CancellationToken cancellationToken)
    {
        for (int call = 0; call < calls; call++)
        {
            await (_random.Next(100) switch
            {
                < 35 => ClaimAsync($"owner-{_number}", cancellationToken),
                < 40 => ClaimAsync("", cancellationToken),
                < 70 => WriteAsync(cancellationToken),
                < 80 => ReadAsync(cancellationToken),
                < 96 => ListAsync(cancellationToken),
                _ => RewindAsync(cancellationToken),
            });
        }
    }

    /// <summary>Leaves the partition with a checkpoint and without an owner.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await ClaimAsync($"owner-{_number}", cancellationToken);
        await WriteAsync(cancellationToken);
        await ClaimAsync("", cancellationToken);
    }

    private async Task ClaimAsync(string owner, CancellationToken cancellationToken)
    {
        // Where epochs are local, a client cannot tell a stranger's giving up of its partition from a takeover, and takes it for one.
        if (owner.Length == 0 && (_version is null || (HasLocalEpochs && _version != _wonVersion)))
        {
            return;
        }

        long invoked = TimeProvider.System.GetTimestamp();
        PartitionResults<PartitionOwnership> results =
            await _store.ClaimOwnershipAsync(_group, [new OwnershipClaim(Partition, owner, "1", _version)], cancellationToken);
        results.Faults.ShouldBeEmpty();
        PartitionOwnership? won = results.Items.SingleOrDefault();
        TenureId? tenure = won is null || owner.Length == 0 ? null : Tenure(won.Epoch);
        // There, a third party can lose to a claim that has not raised its fence yet.
        if (won is not null || !HasLocalEpochs)
        {
            Note(invoked, new HistoryCall.Claim(owner, _version, won?.Version, tenure));
        }

        _version = won?.Version ?? _version;
        _wonVersion = won?.Version ?? _wonVersion;
        if (tenure is not null)
        {
            _tenures.Add(tenure.Value);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_tenures.Count == 0)
        {
            return;
        }

        TenureId tenure = _random.Next(5) == 0 ? _tenures[_random.Next(_tenures.Count)] : _tenures[^1];
        long position = Math.Max(0, _position + _random.Next(-3, 10));
        long invoked = TimeProvider.System.GetTimestamp();
        PartitionResults<CheckpointWriteResult> results =
            await _store.WriteCheckpointsAsync(_group, [new CheckpointWrite(Partition, position, null, tenure.Epoch, "w")], cancellationToken);
        results.Faults.ShouldBeEmpty();
        Note(invoked, new HistoryCall.Write(tenure, position, results.Items.Single().Outcome));
        _position = position;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        long invoked = TimeProvider.System.GetTimestamp();
        long? position = (await _store.ReadCheckpointAsync(_group, Partition, cancellationToken))?.SequenceNumber;
        Note(invoked, new HistoryCall.Read(position));
        _position = position ?? _position;
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        long invoked = TimeProvider.System.GetTimestamp();
        PartitionOwnership? record = (await _store.ListOwnershipAsync(_group, cancellationToken)).Items.SingleOrDefault();
        if (!HasLocalEpochs)
        {
            Note(invoked, new HistoryCall.List(record?.OwnerId, record?.Version));
        }

        _version = record?.Version;
    }

    private async Task RewindAsync(CancellationToken cancellationToken)
    {
        if (HasLocalEpochs)
        {
            return;
        }

        long position = _random.Next(20);
        long invoked = TimeProvider.System.GetTimestamp();
        PartitionResults<PartitionRewound> results = await ((ICheckpointStoreOperator)_store).RewindAsync(
            _group, [new PartitionRewind(Partition, position, null, "w")], cancellationToken);
        results.Faults.ShouldBeEmpty();
        Note(invoked, new HistoryCall.Rewind(position, Tenure(results.Items.Single().Epoch)));
    }

    private TenureId Tenure(long epoch) => new(HasLocalEpochs ? _number : -1, epoch);

    private void Note(long invoked, HistoryCall call) => _entries.Add(new HistoryEntry(_number, invoked, TimeProvider.System.GetTimestamp(), call));
}
