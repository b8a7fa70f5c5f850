using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;

namespace Checkpointing.Blob.Tests;

/// <summary>One container.</summary>
public sealed class BlobHarness(AzuriteFixture azurite) : StoreHarness
{
    private readonly string _container = "conformance-" + Guid.NewGuid().ToString("n");

    public override StoreTraits Traits => StoreTraits.LocalEpochs | StoreTraits.NoOwnerInstance | StoreTraits.SlashesJoinNames | StoreTraits.PlainTextOnly;

    public override TimeSpan TimeResolution => TimeSpan.FromSeconds(1);

    /// <remarks>A first claim reads the checkpoint for its fence; the fence goes up with the first checkpoints; a rewind is a sequence of steps.</remarks>
    public override StoreCosts Costs => StoreCosts.OnePerPartition with { FirstClaims = partitions => 2 * partitions, CheckpointsBeforeUsual = 2, Rewind = 7 };

    public override async ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        BlobCheckpointStore client = new(
            new BlobCheckpointStoreOptions { ConnectionString = azurite.ConnectionString, ContainerName = _container, ListPageSize = 500 }, clock);
        await client.ProvisionAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public override async ValueTask<StoreServer> StartServerAsync() => await BlobServer.CreateAsync();

    /// <remarks>The service stays; every client is gone with its test anyway.</remarks>
    public override ValueTask RestartAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
