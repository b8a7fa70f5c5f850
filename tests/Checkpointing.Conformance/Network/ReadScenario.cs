using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>A read that the network fails: the checkpoint, or an error. A null would start the partition at its default position.</summary>
internal sealed class ReadScenario(ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    : NetworkScenario(client, observer, group, traits)
{
    private bool _hasAnswer;
    private Checkpoint? _read;
    private CheckpointStoreException? _fault;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        (await WriteAsync(Observer, 7, epoch: 0, cancellationToken)).ShouldBe(CheckpointOutcome.Written);
        await ReadAsync(Client, cancellationToken);
    }

    public override async Task ActAsync(CancellationToken cancellationToken)
    {
        try
        {
            _read = await Client.ReadCheckpointAsync(Group, Partition, cancellationToken);
            _hasAnswer = true;
        }
        catch (CheckpointStoreException exception)
        {
            _fault = exception;
        }
    }

    public override async Task JudgeAsync(CancellationToken cancellationToken)
    {
        if (_hasAnswer)
        {
            _read.ShouldNotBeNull().SequenceNumber.ShouldBe(7);
        }

        ShouldBeOfTheNetwork(_fault, StoreOperation.ReadCheckpoint);
        _fault?.MayHaveBeenApplied.ShouldBeFalse("A read changes nothing.");
        (await ReadAsync(Client, cancellationToken)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
    }
}
