using Checkpointing.Memory;
using Shouldly;

namespace Checkpointing.Conformance.Histories;

/// <summary>
/// Makes the same random calls on a store, through several clients, and on the in-memory store, and compares the answers.
/// </summary>
internal sealed class ModelComparison
{
    private static readonly string[] Partitions = ["0", "1"];

    private readonly ConsumerGroup _group;
    private readonly ICheckpointStore[] _clients;
    private readonly InMemoryCheckpointStore _model;
    private readonly StoreTraits _traits;
    private readonly Random _random;
    private readonly List<string> _steps = [];

    /// <summary>Versions seen in the store, each with the model's for the same record.</summary>
    private readonly List<(int Client, string Partition, string Real, string Model)> _versions = [];

    /// <summary>Epochs that clients were given, each with the model's.</summary>
    private readonly List<(int Client, string Partition, long Real, long Model)> _epochs = [];

    public ModelComparison(ConsumerGroup group, ICheckpointStore[] clients, InMemoryCheckpointStore model, StoreTraits traits, int seed)
    {
        _group = group;
        _clients = clients;
        _model = model;
        _traits = traits;
        _random = new Random(seed);
        _steps.Add($"seed {seed}");
    }

    private string History => string.Join('\n', _steps);

    private bool HasLocalEpochs => (_traits & StoreTraits.LocalEpochs) != 0;

    /// <summary>Makes one call and compares the answers, then all that is stored.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        int client = _random.Next(_clients.Length);
        string partition = Partitions[_random.Next(Partitions.Length)];
        switch (_random.Next(100))
        {
            case < 45:
                await ClaimAsync(client, partition, cancellationToken);
                break;
            case < 80:
                await WriteAsync(client, partition, cancellationToken);
                break;
            case < 92:
                await RequestAsync(client, partition, cancellationToken);
                break;
            default:
                await RewindAsync(client, partition, cancellationToken);
                break;
        }

        await CompareStateAsync(cancellationToken);
    }

    private async Task ClaimAsync(int client, string partition, CancellationToken cancellationToken)
    {
        // Mostly the newest version, or the claims would mostly be lost; at times an old one, another partition's, or none.
        (int Client, string Partition, string Real, string Model)[] known = [.. _versions.Where(version => version.Partition == partition)];
        (int winner, string? real, string? model) = _random.Next(10) switch
        {
            < 7 when known.Length > 0 => (known[^1].Client, known[^1].Real, known[^1].Model),
            < 9 when _versions.Count > 0 && _versions[_random.Next(_versions.Count)] is var any => (any.Client, any.Real, any.Model),
            _ => (client, (string?)null, (string?)null),
        };

        // Where epochs are local, a client cannot tell a stranger's giving up of its partition from a takeover, and takes it for one.
        bool mayRelinquish = real is not null && (winner == client || !HasLocalEpochs);
        string owner = mayRelinquish && _random.Next(6) == 0 ? "" : $"owner-{client}";
        string instance = $"start-{_random.Next(8) / 7}";
        _steps.Add($"client {client} claims {partition} for '{owner}' {instance} with {real ?? "no version"}");

        PartitionOwnership? won = await ClaimAsync(_clients[client], new OwnershipClaim(partition, owner, instance, real), cancellationToken);
        PartitionOwnership? expected = await ClaimAsync(_model, new OwnershipClaim(partition, owner, instance, model), cancellationToken);

        (won is not null).ShouldBe(expected is not null, History);
        if (won is null || expected is null)
        {
            return;
        }

        _versions.ShouldNotContain(version => version.Real == won.Version, History);
        _versions.Add((client, partition, won.Version, expected.Version));
        won.OwnerId.ShouldBe(expected.OwnerId, History);
        won.RequestedBy.ShouldBe(expected.RequestedBy, History);
        if (!HasLocalEpochs)
        {
            won.Epoch.ShouldBe(expected.Epoch, History);
        }

        if (owner.Length > 0)
        {
            _epochs.Add((client, partition, won.Epoch, expected.Epoch));
        }
    }

    private async Task<PartitionOwnership?> ClaimAsync(ICheckpointStore store, OwnershipClaim claim, CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(_group, [claim], cancellationToken);
        results.Faults.ShouldBeEmpty(History);
        return results.Items.SingleOrDefault();
    }

    private async Task RequestAsync(int client, string partition, CancellationToken cancellationToken)
    {
        if ((_traits & StoreTraits.NoRequests) != 0)
        {
            return;
        }

        string owner = $"owner-{_random.Next(_clients.Length)}";
        if (_random.Next(3) > 0)
        {
            owner = (await _model.ListOwnershipAsync(_group, cancellationToken)).Items.SingleOrDefault(item => item.PartitionId == partition)?.OwnerId is { Length: > 0 } held
                ? held
                : owner;
        }

        OwnershipRequest request = new(partition, owner, $"owner-{client}");
        _steps.Add($"client {client} requests {partition} of '{owner}'");

        PartitionResults<PartitionOwnership> real = await ((IOwnershipRequestStore)_clients[client]).RequestOwnershipAsync(_group, [request], cancellationToken);
        PartitionResults<PartitionOwnership> expected = await _model.RequestOwnershipAsync(_group, [request], cancellationToken);

        real.Faults.ShouldBeEmpty(History);
        real.Items.Select(Told).ShouldBe(expected.Items.Select(item => (item.PartitionId, item.OwnerId, item.Version, item.RequestedBy, item.RequestedAt is not null)), History);
    }

    /// <summary>What a record of the store tells, with the version that the model has for its own.</summary>
    private (string Partition, string Owner, string Version, string? RequestedBy, bool HasTime) Told(PartitionOwnership record) => (
        record.PartitionId, record.OwnerId, _versions.Single(version => version.Real == record.Version).Model, record.RequestedBy, record.RequestedAt is not null);

    private async Task WriteAsync(int client, string partition, CancellationToken cancellationToken)
    {
        (int Client, string Partition, long Real, long Model)[] given = [.. _epochs.Where(epoch => epoch.Client == client && epoch.Partition == partition)];
        (long real, long model) = given.Length == 0 ? (0L, 0L) : given[_random.Next(4) == 0 ? _random.Next(given.Length) : given.Length - 1] is var epoch ? (epoch.Real, epoch.Model) : default;
        long position = _random.Next(60);
        _steps.Add($"client {client} writes {position} to {partition} under epoch {real}");

        PartitionResults<CheckpointWriteResult> results = await _clients[client].WriteCheckpointsAsync(
            _group, [new CheckpointWrite(partition, position, $"{position}", real, "w")], cancellationToken);
        PartitionResults<CheckpointWriteResult> expected = await _model.WriteCheckpointsAsync(
            _group, [new CheckpointWrite(partition, position, $"{position}", model, "w")], cancellationToken);

        results.Faults.ShouldBeEmpty(History);
        results.Items.ShouldBe(expected.Items, History);
    }

    private async Task RewindAsync(int client, string partition, CancellationToken cancellationToken)
    {
        long? position = _random.Next(4) == 0 ? null : _random.Next(-1, 60);
        PartitionRewind rewind = new(partition, position, null, "w");
        _steps.Add($"client {client} rewinds {partition} to {position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}");

        PartitionRewound real = (await ((ICheckpointStoreOperator)_clients[client]).RewindAsync(_group, [rewind], cancellationToken)).Items.Single();
        PartitionRewound expected = (await _model.RewindAsync(_group, [rewind], cancellationToken)).Items.Single();

        real.PreviousOwnerId.ShouldBe(expected.PreviousOwnerId, History);
        real.Previous?.SequenceNumber.ShouldBe(expected.Previous?.SequenceNumber, History);
        _versions.Add((client, partition, await VersionAsync(_clients[client], partition, cancellationToken), await VersionAsync(_model, partition, cancellationToken)));
    }

    private async Task<string> VersionAsync(ICheckpointStore store, string partition, CancellationToken cancellationToken) =>
        (await store.ListOwnershipAsync(_group, cancellationToken)).Items.Single(record => record.PartitionId == partition).Version;

    private async Task CompareStateAsync(CancellationToken cancellationToken)
    {
        ICheckpointStore reader = _clients[_random.Next(_clients.Length)];
        PartitionResults<PartitionOwnership> owners = await reader.ListOwnershipAsync(_group, cancellationToken);
        PartitionResults<PartitionOwnership> expectedOwners = await _model.ListOwnershipAsync(_group, cancellationToken);
        owners.Items.OrderBy(record => record.PartitionId, StringComparer.Ordinal)
            .Select(Told)
            .ShouldBe(expectedOwners.Items.Select(record => (record.PartitionId, record.OwnerId, record.Version, record.RequestedBy, record.RequestedAt is not null)), History);

        PartitionResults<Checkpoint> checkpoints = await reader.ListCheckpointsAsync(_group, cancellationToken);
        PartitionResults<Checkpoint> expectedCheckpoints = await _model.ListCheckpointsAsync(_group, cancellationToken);
        checkpoints.Items.OrderBy(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal)
            .Select(checkpoint => (checkpoint.PartitionId, checkpoint.SequenceNumber, checkpoint.Offset))
            .ShouldBe(expectedCheckpoints.Items.Select(checkpoint => (checkpoint.PartitionId, checkpoint.SequenceNumber, checkpoint.Offset)), History);
    }
}
