using Shouldly;

namespace Checkpointing.Conformance.Crashes;

/// <summary>
/// A client that goes on claiming, renewing, stealing and writing while its server is killed and comes back, and believes only what it is told.
/// </summary>
internal sealed class CrashClient
{
    private readonly ICheckpointStore _store;
    private readonly ConsumerGroup _group;
    private readonly StoreTraits _traits;
    private readonly Acknowledgements _told;
    private readonly IReadOnlyList<string> _partitions;
    private readonly Random _random;
    private readonly string _name;
    private readonly Dictionary<string, PartitionOwnership> _held = new(StringComparer.Ordinal);

    public CrashClient(
        int number, ICheckpointStore store, ConsumerGroup group, StoreTraits traits, Acknowledgements told, IReadOnlyList<string> partitions, int seed)
    {
        _name = FormattableString.Invariant($"client-{number}");
        _store = store;
        _group = group;
        _traits = traits;
        _told = told;
        _partitions = partitions;
        _random = new Random(seed);
    }

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            string partition = _partitions[_random.Next(_partitions.Count)];
            try
            {
                if (!_held.ContainsKey(partition) || _random.Next(5) == 0)
                {
                    await ClaimAsync(partition, cancellationToken);
                }

                await WriteAsync(partition, cancellationToken);
            }
            catch (CheckpointStoreException exception)
            {
                // The server is down, or was killed in the middle. Nothing was promised; what is stored will tell.
                exception.IsTransient.ShouldBeTrue(exception.ToString());
                _held.Remove(partition);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ClaimAsync(string partition, CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> list = await _store.ListOwnershipAsync(_group, cancellationToken);
        PartitionOwnership? seen = list.Items.SingleOrDefault(item => item.PartitionId == partition);
        if (seen is not null && seen.OwnerId != _name && _random.Next(3) > 0)
        {
            return;
        }

        PartitionResults<PartitionOwnership> results =
            await _store.ClaimOwnershipAsync(_group, [new OwnershipClaim(partition, _name, _name + "-1", seen?.Version)], cancellationToken);
        if (results.Faults is [var fault, ..])
        {
            throw fault;
        }

        _held.Remove(partition);
        if (results.Items.SingleOrDefault() is { } won)
        {
            _told.Won(seen?.Version, won);
            _held[partition] = won;
            await _store.ReadCheckpointAsync(_group, partition, cancellationToken);
        }
    }

    private async Task WriteAsync(string partition, CancellationToken cancellationToken)
    {
        if (!_held.TryGetValue(partition, out PartitionOwnership? held))
        {
            return;
        }

        long position = _told.Of(partition).Position + 1 + _random.Next(3);
        long invoked = TimeProvider.System.GetTimestamp();
        PartitionResults<CheckpointWriteResult> results = await _store.WriteCheckpointsAsync(
            _group, [new CheckpointWrite(partition, position, FormattableString.Invariant($"{position}"), held.Epoch, _name)], cancellationToken);
        if (results.Faults is [var fault, ..])
        {
            throw fault;
        }

        switch (results.Items.Single().Outcome)
        {
            case CheckpointOutcome.Written:
                _told.Written(partition, position, held.Epoch, invoked, (_traits & StoreTraits.LocalEpochs) == 0);
                break;
            case CheckpointOutcome.Fenced:
                _held.Remove(partition);
                break;
        }
    }
}
