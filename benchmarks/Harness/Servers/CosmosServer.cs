using System.Net;
using Checkpointing;
using Checkpointing.Cosmos;
using Microsoft.Azure.Cosmos;
using Server = Checkpointing.Tests.Services.Cosmos;

namespace Harness.Servers;

/// <summary>A Cosmos DB account: the npm package's server with its state in memory, over TLS, or the given account.</summary>
internal sealed class CosmosServer(Server server) : BackendServer
{
    private readonly List<CosmosClient> _charged = [];
    private readonly string _database = $"benchmark-{Guid.NewGuid():n}";

    public override string Name => Backends.Cosmos;

    public override string Description => EndPoint is null ? "the given Cosmos DB account" : "the npm package @vercel/cosmosdb-server on this machine, state in memory, TLS";

    public override string ConnectionString => server.ConnectionString;

    public override IPEndPoint? EndPoint => server.EndPoint.Port == 0 ? null : server.EndPoint;

    public override TimeSpan? ProcessorTime => server.ProcessorTime;

    public override bool IsRequestPerRecord => true;

    // The certificate of the package expired long ago.
    public override string ConnectionStringAt(IPEndPoint endPoint) => Server.ConnectionStringAt(endPoint, Uri.UriSchemeHttps) + "DisableServerCertificateValidation=True;";

    public override async Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null)
    {
        CosmosCheckpointStoreOptions options = new()
        {
            ConnectionString = connectionString,
            DatabaseName = _database,
            ContainerName = "store",
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            ProvisionOnStart = true,
            Resilience = { OperationTimeout = ManyRequests },
        };
        CosmosCheckpointStore store = onRequestUnits is null
            ? new CosmosCheckpointStore(options)
            : new CosmosCheckpointStore(Charged(options, onRequestUnits).GetContainer(_database, options.ContainerName), options);
        await store.ProvisionAsync(CancellationToken.None);
        return store;
    }

    public override async ValueTask DisposeAsync()
    {
        await Disposal.AllAsync(_charged);
        await server.DisposeAsync();
    }

    private CosmosClient Charged(CosmosCheckpointStoreOptions options, Action<double> onRequestUnits)
    {
        CosmosClientOptions client = new()
        {
            ConnectionMode = options.ConnectionMode,
            LimitToEndpoint = options.LimitToEndpoint,
            UseSystemTextJsonSerializerWithOptions = System.Text.Json.JsonSerializerOptions.Web,
        };
        client.CustomHandlers.Add(new ChargeHandler(onRequestUnits));
        CosmosClient made = new(options.ConnectionString, client);
        _charged.Add(made);
        return made;
    }

    private sealed class ChargeHandler(Action<double> onRequestUnits) : RequestHandler
    {
        public override async Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
        {
            ResponseMessage response = await base.SendAsync(request, cancellationToken);
            onRequestUnits(response.Headers.RequestCharge);
            return response;
        }
    }
}
