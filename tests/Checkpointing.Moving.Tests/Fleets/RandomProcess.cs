namespace Checkpointing.Moving.Tests.Fleets;

/// <summary>A process that claims, renews, writes, releases, is killed and starts again, at random, and tells the judge. It steals whatever it sees, live or not.</summary>
internal sealed class RandomProcess(string name, Func<ICheckpointStore> open, ConsumerGroup group, FleetJudge judge, int seed)
{
    private const string Partition = "0";

    private readonly Random _random = new(seed);
    private ICheckpointStore _store = open();
    private int _starts;
    private PartitionOwnership? _held;
    private FleetJudge.Tenure? _tenure;
    private long _position;

    public async Task RunAsync(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            await (_held is null ? TakeAsync() : _random.Next(100) switch
            {
                < 55 => WriteAsync(),
                < 80 => RenewAsync(),
                < 95 => ReleaseAsync(),
                _ => DieAsync(),
            });
        }
    }

    private async Task TakeAsync()
    {
        PartitionOwnership? seen = (await _store.ListOwnershipAsync(group, default)).Items.SingleOrDefault();
        long claimed = FleetJudge.Now;
        _held = await ClaimAsync(name, seen?.Version);
        if (_held is not null)
        {
            long won = FleetJudge.Now;
            Checkpoint? checkpoint = await _store.ReadCheckpointAsync(group, Partition, default);
            _position = checkpoint?.SequenceNumber ?? -1;
            _tenure = judge.Won(name, Partition, won);
            judge.Begun(name, Partition, claimed, _position);
        }
    }

    private async Task WriteAsync()
    {
        judge.Processed(Partition, ++_position);
        long invoked = FleetJudge.Now;
        PartitionResults<CheckpointWriteResult> results =
            await _store.WriteCheckpointsAsync(group, [new CheckpointWrite(Partition, _position, null, _held!.Epoch, name)], default);
        results.Faults.ShouldBeEmpty();
        if (results.Items.Single().Outcome == CheckpointOutcome.Fenced)
        {
            _held = null;
            return;
        }

        _tenure!.Confirm(invoked);
        judge.Acknowledged(Partition, _position);
    }

    private async Task RenewAsync()
    {
        long invoked = FleetJudge.Now;
        _held = await ClaimAsync(name, _held!.Version);
        if (_held is not null)
        {
            _tenure!.Confirm(invoked);
        }
    }

    private async Task ReleaseAsync()
    {
        long invoked = FleetJudge.Now;
        if (await ClaimAsync("", _held!.Version) is not null)
        {
            _tenure!.Confirm(invoked);
        }

        _held = null;
    }

    /// <summary>A new start of the process knows nothing of the former one.</summary>
    private Task DieAsync()
    {
        _held = null;
        _starts++;
        _store = open();
        return Task.CompletedTask;
    }

    private async Task<PartitionOwnership?> ClaimAsync(string owner, string? version)
    {
        PartitionResults<PartitionOwnership> results =
            await _store.ClaimOwnershipAsync(group, [new OwnershipClaim(Partition, owner, $"start-{_starts}", version)], default);
        results.Faults.ShouldBeEmpty();
        return results.Items.SingleOrDefault();
    }
}
