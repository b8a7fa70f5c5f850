using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>A checkpoint that the network fails.</summary>
internal sealed class WriteScenario(ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    : NetworkScenario(client, observer, group, traits)
{
    private const long Before = 5;
    private const long Written = 10;

    private PartitionOwnership? _held;
    private CheckpointOutcome? _outcome;
    private CheckpointStoreException? _fault;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _held = await HoldAsync(Client, Self, cancellationToken);
        await ReadAsync(Client, cancellationToken);
        (await WriteAsync(Client, Before, _held.Epoch, cancellationToken)).ShouldNotBe(CheckpointOutcome.Fenced);
    }

    public override async Task ActAsync(CancellationToken cancellationToken)
    {
        try
        {
            PartitionResults<CheckpointWriteResult> results = await Client.WriteCheckpointsAsync(
                Group, [new CheckpointWrite(Partition, Written, OffsetOf(Written), _held!.Epoch, Self)], cancellationToken);
            _outcome = results.Items.Select(item => (CheckpointOutcome?)item.Outcome).SingleOrDefault();
            _fault = results.Faults.SingleOrDefault();
        }
        catch (CheckpointStoreException exception)
        {
            _fault = exception;
        }
    }

    public override async Task JudgeAsync(CancellationToken cancellationToken)
    {
        Checkpoint stored = (await ReadAsync(Observer, cancellationToken)).ShouldNotBeNull();
        long position = stored.SequenceNumber.ShouldNotBeNull();
        position.ShouldBeOneOf(Before, Written);
        stored.Offset.ShouldBe(OffsetOf(position));
        ShouldBeOfTheNetwork(_fault, StoreOperation.WriteCheckpoints);
        ShouldNotDeny(_fault, applied: position == Written);
        if (_outcome is { } outcome)
        {
            outcome.ShouldBe(CheckpointOutcome.Written);
            position.ShouldBe(Written);
        }

        (await WriteAsync(Client, Written, _held!.Epoch, cancellationToken)).ShouldNotBe(CheckpointOutcome.Fenced);
        (await ReadAsync(Observer, cancellationToken)).ShouldNotBeNull().SequenceNumber.ShouldBe(Written);
        await HoldAsync(Observer, "next", cancellationToken);
        (await WriteAsync(Client, Written + 1, _held.Epoch, cancellationToken)).ShouldBe(CheckpointOutcome.Fenced);
    }
}
