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
    private readonly HistoryTrouble _trouble;
    private readonly HistoryAttempts _attempts;
    private readonly List<HistoryEntry> _entries = [];
    private readonly List<TenureId> _tenures = [];
    private string? _version;
    private string? _wonVersion;
    private string _owner = "";
    private long _position;

    public HistoryClient(int number, ICheckpointStore store, ConsumerGroup group, StoreTraits traits, int seed, HistoryTrouble trouble = HistoryTrouble.None)
    {
        _number = number;
        _store = store;
        _group = group;
        _traits = traits;
        _random = new Random(seed);
        _trouble = trouble;
        _attempts = new HistoryAttempts(trouble, _random);
    }

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<HistoryEntry> Entries => _entries;

    /// <summary>
    /// Where epochs are a client's own, the fence rises between a claim's start and its end, and a rewind takes several steps: neither is
    /// watched from within.
    /// </summary>
    private bool HasLocalEpochs => (_traits & StoreTraits.LocalEpochs) != 0;

    /// <summary>
    /// Whether the store may have made a request more than once: an earlier one can have been carried out unheard, and been overtaken before the
    /// later one was refused (or, for a rewind, carried out again).
    /// </summary>
    private bool IsRepeated => _trouble == HistoryTrouble.Network;

    /// <summary>Makes calls one after another.</summary>
    public async Task RunAsync(int calls, CancellationToken cancellationToken)
    {
        for (int call = 0; call < calls; call++)
        {
            await (_random.Next(100) switch
            {
                < 32 => ClaimAsync($"owner-{_number}", cancellationToken),
                < 37 => ClaimAsync("", cancellationToken),
                < 64 => WriteAsync(cancellationToken),
                < 72 => ReadAsync(cancellationToken),
                < 87 => ListAsync(cancellationToken),
                < 96 => RequestAsync(cancellationToken),
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
        (PartitionResults<PartitionOwnership>? results, bool isUnclear) = await _attempts.TryAsync(
            token => _store.ClaimOwnershipAsync(_group, [new OwnershipClaim(Partition, owner, "1", _version)], token),
            answer => answer.Faults,
            mayCancel: !HasLocalEpochs,
            cancellationToken);
        if (isUnclear)
        {
            NoteUnclear(invoked, new HistoryCall.UnclearClaim(owner, _version));
        }

        if (results is null)
        {
            return;
        }

        PartitionOwnership? won = results.Items.SingleOrDefault();
        TenureId? tenure = won is null || owner.Length == 0 ? null : Tenure(won.Epoch);
        if (won is null && IsRepeated)
        {
            NoteUnclear(invoked, new HistoryCall.UnclearClaim(owner, _version));
        }
        // Where epochs are local, a third party can lose to a claim that has not raised its fence yet.
        else if (won is not null || !HasLocalEpochs)
        {
            Note(invoked, new HistoryCall.Claim(owner, _version, won?.Version, tenure, won?.RequestedBy, TellsRequest: !IsRepeated));
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
        (PartitionResults<CheckpointWriteResult>? results, bool isUnclear) = await _attempts.TryAsync(
            token => _store.WriteCheckpointsAsync(_group, [new CheckpointWrite(Partition, position, null, tenure.Epoch, "w")], token),
            answer => answer.Faults,
            mayCancel: true,
            cancellationToken);
        if (isUnclear)
        {
            NoteUnclear(invoked, new HistoryCall.UnclearWrite(tenure, position));
        }

        if (results is not null)
        {
            CheckpointOutcome outcome = results.Items.Single().Outcome;
            if (outcome != CheckpointOutcome.Written && IsRepeated)
            {
                NoteUnclear(invoked, new HistoryCall.UnclearWrite(tenure, position));
            }
            else
            {
                Note(invoked, new HistoryCall.Write(tenure, position, outcome));
            }
        }

        _position = position;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        long invoked = TimeProvider.System.GetTimestamp();
        (Answer<Checkpoint?>? answer, _) = await _attempts.TryAsync(
            async token => new Answer<Checkpoint?>(await _store.ReadCheckpointAsync(_group, Partition, token)), _ => [], mayCancel: true, cancellationToken);
        if (answer is not null)
        {
            Note(invoked, new HistoryCall.Read(answer.Value?.SequenceNumber));
            _position = answer.Value?.SequenceNumber ?? _position;
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        long invoked = TimeProvider.System.GetTimestamp();
        (PartitionResults<PartitionOwnership>? results, _) = await _attempts.TryAsync(
            token => _store.ListOwnershipAsync(_group, token), answer => answer.Faults, mayCancel: true, cancellationToken);
        if (results is null)
        {
            return;
        }

        PartitionOwnership? record = results.Items.SingleOrDefault();
        if (!HasLocalEpochs)
        {
            Note(invoked, new HistoryCall.List(record?.OwnerId, record?.Version, record?.RequestedBy));
        }

        _version = record?.Version;
        _owner = record?.OwnerId ?? "";
    }

    /// <summary>Asks whom the last look showed, or somebody else.</summary>
    private async Task RequestAsync(CancellationToken cancellationToken)
    {
        if ((_traits & StoreTraits.NoRequests) != 0)
        {
            return;
        }

        string owner = _owner.Length > 0 && _random.Next(4) > 0 ? _owner : $"owner-{_random.Next(RandomHistories.Clients)}";
        string self = $"owner-{_number}";
        long invoked = TimeProvider.System.GetTimestamp();
        (PartitionResults<PartitionOwnership>? results, bool isUnclear) = await _attempts.TryAsync(
            token => ((IOwnershipRequestStore)_store).RequestOwnershipAsync(_group, [new OwnershipRequest(Partition, owner, self)], token),
            answer => answer.Faults,
            mayCancel: true,
            cancellationToken);
        if (results is not null)
        {
            Note(invoked, new HistoryCall.Request(owner, self, results.Items.SingleOrDefault()?.Version));
        }

        // An answer that came late was perhaps not the first time: others may have asked in between.
        int unheard = isUnclear || (results is not null && IsRepeated) ? 2 : 0;
        for (int time = 0; time < unheard; time++)
        {
            NoteUnclear(invoked, new HistoryCall.UnclearRequest(owner, self));
        }
    }

    private async Task RewindAsync(CancellationToken cancellationToken)
    {
        if (HasLocalEpochs)
        {
            return;
        }

        long position = _random.Next(20);
        long invoked = TimeProvider.System.GetTimestamp();
        (PartitionResults<PartitionRewound>? results, bool isUnclear) = await _attempts.TryAsync(
            token => ((ICheckpointStoreOperator)_store).RewindAsync(_group, [new PartitionRewind(Partition, position, null, "w")], token),
            answer => answer.Faults,
            mayCancel: true,
            cancellationToken);
        if (isUnclear)
        {
            NoteUnclear(invoked, new HistoryCall.UnclearRewind(position));
        }

        if (results is not null)
        {
            Note(invoked, new HistoryCall.Rewind(position, Tenure(results.Items.Single().Epoch)));
            for (int unheard = 0; unheard < 2 && IsRepeated; unheard++)
            {
                NoteUnclear(invoked, new HistoryCall.UnclearRewind(position));
            }
        }
    }

    private TenureId Tenure(long epoch) => new(HasLocalEpochs ? _number : TenureId.Store, epoch);

    private void Note(long invoked, HistoryCall call) => _entries.Add(new HistoryEntry(_number, invoked, TimeProvider.System.GetTimestamp(), call));

    private void NoteUnclear(long invoked, HistoryCall call) => _entries.Add(new HistoryEntry(_number, invoked, long.MaxValue, call));

    /// <summary>Tells no answer from the answer that there is nothing.</summary>
    private sealed record Answer<T>(T Value);
}
