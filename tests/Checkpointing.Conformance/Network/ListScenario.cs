using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>Lists that the network fails: whole, or an error. A list that is cut short would lose partitions.</summary>
internal sealed class ListScenario(ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    : NetworkScenario(client, observer, group, traits)
{
    private const int Partitions = 20;

    private int? _owners;
    private int? _checkpoints;
    private CheckpointStoreException? _fault;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string[] ids = [.. Enumerable.Range(0, Partitions).Select(number => FormattableString.Invariant($"{number}"))];
        PartitionResults<PartitionOwnership> held =
            await Observer.ClaimOwnershipAsync(Group, [.. ids.Select(id => new OwnershipClaim(id, "owner", "1", null))], cancellationToken);
        await Observer.WriteCheckpointsAsync(
            Group, [.. held.Items.Select(item => new CheckpointWrite(item.PartitionId, 1, null, item.Epoch, "owner"))], cancellationToken);
        await ReadAsync(Client, cancellationToken);
    }

    public override async Task ActAsync(CancellationToken cancellationToken)
    {
        try
        {
            _owners = (await Client.ListOwnershipAsync(Group, cancellationToken)).Items.Count;
            _checkpoints = (await Client.ListCheckpointsAsync(Group, cancellationToken)).Items.Count;
        }
        catch (CheckpointStoreException exception)
        {
            _fault = exception;
        }
    }

    public override async Task JudgeAsync(CancellationToken cancellationToken)
    {
        (_owners ?? Partitions).ShouldBe(Partitions);
        (_checkpoints ?? Partitions).ShouldBe(Partitions);
        ShouldBeOfTheNetwork(_fault, _owners is null ? StoreOperation.ListOwnership : StoreOperation.ListCheckpoints);
        _fault?.MayHaveBeenApplied.ShouldBeFalse("A list changes nothing.");
        (await RecoverAsync(() => Client.ListOwnershipAsync(Group, cancellationToken), cancellationToken)).Items.Count.ShouldBe(Partitions);
        (await RecoverAsync(() => Client.ListCheckpointsAsync(Group, cancellationToken), cancellationToken)).Items.Count.ShouldBe(Partitions);
    }
}
