using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>A rewind that the network fails. Repeating it is the way out, and keeps its promise.</summary>
internal sealed class RewindScenario(ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    : NetworkScenario(client, observer, group, traits)
{
    private const long Before = 10;
    private const long Target = 3;

    private PartitionOwnership? _held;
    private NetworkAnswer<PartitionRewound>? _answer;
    private PartitionOwnership? _next;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _held = await HoldAsync(Observer, "owner", cancellationToken);
        await ReadAsync(Observer, cancellationToken);
        await WriteAsync(Observer, Before, _held.Epoch, cancellationToken);
        await ReadAsync(Client, cancellationToken);
    }

    public override async Task ActAsync(CancellationToken cancellationToken) =>
        _answer = await NetworkAnswer<PartitionRewound>.OfAsync(() => RewindAsync(cancellationToken));

    /// <remarks>Once the rewind is done somebody goes on from there; what of the call arrives after that is too late.</remarks>
    public override async Task InterfereAsync(CancellationToken cancellationToken)
    {
        if (_answer?.Result is not null && (Traits & StoreTraits.LocalEpochs) == 0)
        {
            _next = await HoldAsync(Observer, "next", cancellationToken);
        }
    }

    public override async Task JudgeAsync(CancellationToken cancellationToken)
    {
        if (_next is not null)
        {
            PartitionOwnership present = (await OwnerAsync(Observer, cancellationToken)).ShouldNotBeNull();
            (present.OwnerId, present.Version, present.Epoch).ShouldBe((_next.OwnerId, _next.Version, _next.Epoch), "It was rewound again after somebody had gone on.");
            (await ReadAsync(Observer, cancellationToken)).ShouldNotBeNull().SequenceNumber.ShouldBe(Target);
            return;
        }

        PartitionOwnership owner = (await OwnerAsync(Observer, cancellationToken)).ShouldNotBeNull();
        long? position = (await ReadAsync(Observer, cancellationToken))?.SequenceNumber;
        if (owner.OwnerId.Length > 0 && position != Before)
        {
            // A request that was cancelled may arrive between the two looks. Half a rewind would still be half at a third.
            owner = (await OwnerAsync(Observer, cancellationToken)).ShouldNotBeNull();
        }

        bool isDone = owner.OwnerId.Length == 0 && position == Target;
        bool isUntouched = owner.OwnerId == "owner" && position == Before;
        ShouldBeOfTheNetwork(_answer?.Fault, StoreOperation.Rewind);
        ShouldNotDeny(_answer?.Fault, applied: !isUntouched);
        (isDone || isUntouched || (Traits & StoreTraits.LocalEpochs) != 0).ShouldBeTrue($"half a rewind: {owner}, {position}");
        if (_answer?.Result is not null)
        {
            isDone.ShouldBeTrue();
        }

        await RecoverAsync(
            async () => await RewindAsync(cancellationToken) is { Faults: [var fault, ..] } ? throw fault : true, cancellationToken);
        (await OwnerAsync(Client, cancellationToken)).ShouldNotBeNull().OwnerId.ShouldBeEmpty();
        (await ClaimAsync(Observer, "owner", _held!.Version, cancellationToken)).ShouldBeNull();
        (await WriteAsync(Observer, Before + 1, _held.Epoch, cancellationToken)).ShouldBe(CheckpointOutcome.Fenced);
        (await ReadAsync(Client, cancellationToken)).ShouldNotBeNull().SequenceNumber.ShouldBe(Target);
    }

    private Task<PartitionResults<PartitionRewound>> RewindAsync(CancellationToken cancellationToken) =>
        ((ICheckpointStoreOperator)Client).RewindAsync(
            Group, [new PartitionRewind(Partition, Target, OffsetOf(Target), "operator")], cancellationToken);
}
