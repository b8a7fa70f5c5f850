using System.Net;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;

namespace Checkpointing.Conformance;

/// <summary>
/// What the suites share that interfere with a server of their own. A store with <see cref="StoreTraits.Embedded"/> has no server and does
/// not run them.
/// </summary>
public abstract class ServerConformanceTest : ConformanceTest
{
    private readonly List<ClientLease> _clients = [];
    private StoreServer? _server;

    /// <summary>Makes a suite.</summary>
    /// <param name="harness">The backend.</param>
    protected ServerConformanceTest(StoreHarness harness)
        : base(harness)
    {
    }

    /// <summary>The suite's server.</summary>
    protected StoreServer Server => _server ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>The limits of the client that nothing is done to: a busy machine alone never makes it give up.</summary>
    protected static StoreResilienceOptions Bystander => new() { AttemptTimeout = TimeSpan.FromMinutes(1), OperationTimeout = TimeSpan.FromMinutes(2) };

    /// <summary>The time limits and retries of clients; the defaults unless a suite has its own.</summary>
    protected virtual StoreResilienceOptions Resilience => new();

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _server = await Harness.SuiteServerAsync();
        ClientLease client = await OpenAsync(_server.EndPoint, Bystander);
        _clients.Add(client);
        Begin(client.Store);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (ClientLease client in _clients)
        {
            await client.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes one more client of the suite's server.</summary>
    /// <param name="endPoint">Where it connects: the server, or a proxy before it.</param>
    /// <param name="resilience">Its time limits and retries; those of the suite if null.</param>
    protected async Task<ClientLease> OpenAsync(IPEndPoint endPoint, StoreResilienceOptions? resilience = null) =>
        new(await Server.CreateClientAsync(endPoint, TimeProvider.System, resilience ?? Resilience));
}
