using Checkpointing.Conformance;
using Checkpointing.Memory;

namespace Checkpointing.Abstractions.Tests.Memory;

/// <summary>Clients of one state in this process.</summary>
public sealed class InMemoryHarness : StoreHarness
{
    private readonly InMemoryCheckpointStore _first = new();

    public override StoreTraits Traits => StoreTraits.NotDurable | StoreTraits.Embedded;

    public override int Histories => 1000;

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock) => ValueTask.FromResult<ICheckpointStore>(_first.CreateClient(clock));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
