using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>A request that the network fails. It is noted or it is not, and whoever holds the partition notices nothing of it but what it says.</summary>
internal sealed class RequestScenario(ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    : NetworkScenario(client, observer, group, traits)
{
    private const string Owner = "owner";

    private PartitionOwnership? _held;
    private NetworkAnswer<PartitionOwnership>? _answer;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _held = await HoldAsync(Observer, Owner, cancellationToken);
        await OwnerAsync(Client, cancellationToken);
    }

    public override async Task ActAsync(CancellationToken cancellationToken) =>
        _answer = await NetworkAnswer<PartitionOwnership>.OfAsync(() => RequestAsync(cancellationToken));

    public override async Task JudgeAsync(CancellationToken cancellationToken)
    {
        PartitionOwnership stored = (await OwnerAsync(Observer, cancellationToken)).ShouldNotBeNull();
        (stored.OwnerId, stored.Version, stored.Epoch).ShouldBe((Owner, _held!.Version, _held.Epoch));
        stored.RequestedBy.ShouldBeOneOf(Self, null);
        ShouldBeOfTheNetwork(_answer?.Fault, StoreOperation.RequestOwnership);
        ShouldNotDeny(_answer?.Fault, applied: stored.RequestedBy is not null);
        if (_answer?.Result is { } noted)
        {
            noted.RequestedBy.ShouldBe(Self);
            stored.RequestedBy.ShouldBe(Self);
        }

        PartitionResults<PartitionOwnership> repeated = await RecoverAsync(
            async () => await RequestAsync(cancellationToken) is var results && results.Faults is [var fault, ..] ? throw fault : results, cancellationToken);
        repeated.Items.ShouldHaveSingleItem().RequestedBy.ShouldBe(Self);
        (await ClaimAsync(Observer, Owner, _held.Version, cancellationToken)).ShouldNotBeNull().RequestedBy.ShouldBe(Self);
    }

    private Task<PartitionResults<PartitionOwnership>> RequestAsync(CancellationToken cancellationToken) =>
        ((IOwnershipRequestStore)Client).RequestOwnershipAsync(Group, [new OwnershipRequest(Partition, Owner, Self)], cancellationToken);
}
