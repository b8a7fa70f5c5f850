using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;

namespace Checkpointing.Cosmos.Tests;

/// <summary>One container.</summary>
public sealed class CosmosHarness(CosmosFixture fixture) : StoreHarness
{
    private readonly string _container = "conformance-" + Guid.NewGuid().ToString("n");
    private readonly List<CosmosCheckpointStore> _clients = [];

    /// <remarks>The service tells its time in whole seconds.</remarks>
    public override TimeSpan TimeResolution => TimeSpan.FromSeconds(1);

    public override StoreCosts Costs => StoreCosts.OnePerPartition with { Rewind = 2 };

    public override async ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        CosmosCheckpointStoreOptions options = fixture.Options(_container);
        options.ListPageSize = 500;
        CosmosCheckpointStore client = new(options, clock);
        lock (_clients)
        {
            _clients.Add(client);
        }

        await client.ProvisionAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public override async ValueTask<StoreServer> StartServerAsync() => await CosmosServer.CreateAsync();

    /// <remarks>The service stays; every client is gone with its test anyway.</remarks>
    public override ValueTask RestartAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        return ValueTask.CompletedTask;
    }
}
