using Checkpointing.Conformance;
using Checkpointing.Memory;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>Two stores in memory, of which the one to move to leads: the fastest pair, for the most histories.</summary>
public sealed class MemoryPairHarness : PairHarness
{
    private readonly InMemoryCheckpointStore _from = new();
    private readonly InMemoryCheckpointStore _to = new();

    public override StoreTraits Traits => base.Traits | StoreTraits.NotDurable;

    public override int Histories => 300;

    protected override MovingLeader Leader => MovingLeader.To;

    protected override ValueTask<(ICheckpointStore From, ICheckpointStore To)> CreatePairAsync(TimeProvider clock) =>
        ValueTask.FromResult<(ICheckpointStore, ICheckpointStore)>((_from.CreateClient(clock), _to.CreateClient(clock)));
}
