using System.Globalization;
using System.Net;

namespace Checkpointing.Tests.Services;

/// <summary>
/// A Cosmos DB account: the one that <c>CHECKPOINTING_COSMOS_CONNECTION</c> names (an emulator's, or one for tests alone), or else the npm package
/// <c>@vercel/cosmosdb-server</c> on a free loopback port, started here and ended with this object. See <c>cosmos.js</c> for what is put right in it.
/// </summary>
public sealed class Cosmos : IAsyncDisposable
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "cosmos";

    /// <summary>The environment variable with the connection string of an account to use in place of the npm server.</summary>
    public const string Variable = "CHECKPOINTING_COSMOS_CONNECTION";

    private const string Package = "@vercel/cosmosdb-server";
    private const string Listening = "listening on ";

    // The key that every emulator has; it is public: https://learn.microsoft.com/azure/cosmos-db/emulator#authentication
    private const string Key = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly PeerProcess? _process;

    private Cosmos(PeerProcess? process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>Whether an account can be had.</summary>
    public static bool IsAvailable => Given is not null || Node.Has(Package);

    /// <summary>The connection string of the account.</summary>
    public string ConnectionString { get; }

    /// <summary>Where a server that was started here listens.</summary>
    public IPEndPoint EndPoint { get; private init; } = new(IPAddress.None, 0);

    /// <summary>The processor time so far of a server that runs here; null for a given one, and where the system does not tell.</summary>
    public TimeSpan? ProcessorTime => _process?.ProcessorTime;

    private static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Skips or fails the running test unless an account can be had; see <see cref="Require"/>.</summary>
    public static void Needed()
    {
        if (Given is null)
        {
            NeededHere();
        }
    }

    /// <summary>Skips or fails the running test unless a server can be started here; see <see cref="Require"/>.</summary>
    public static void NeededHere() => Node.Needs(Package, Service);

    /// <summary>The connection string of a server at some address, such as that of a proxy before it; its certificate is verified.</summary>
    /// <param name="endPoint">The address.</param>
    /// <param name="scheme"><c>https</c> or <c>http</c>.</param>
    public static string ConnectionStringAt(IPEndPoint endPoint, string scheme) =>
        string.Create(CultureInfo.InvariantCulture, $"AccountEndpoint={scheme}://localhost:{endPoint.Port}/;AccountKey={Key};");

    /// <summary>Starts a server with its state in memory, or finds the given account.</summary>
    public static async Task<Cosmos> StartAsync() => Given is { } given ? new Cosmos(process: null, given) : await StartServerAsync();

    /// <summary>
    /// Starts a server of one's own, without TLS, that has every change on disk before it answers: it may be killed, and started again over what it
    /// left.
    /// </summary>
    /// <param name="journal">The file with its changes.</param>
    /// <param name="port">The port it had, or null for a free one.</param>
    public static Task<Cosmos> StartOnDiskAsync(string journal, int? port = null)
    {
        return port is { } before ? StartOnAsync(before) : Ports.StartAsync(StartOnAsync);

        Task<Cosmos> StartOnAsync(int onPort) =>
            StartServerAsync("--plain", "yes", "--journal", journal, "--port", onPort.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a server of one's own with a certificate of one's own.</summary>
    /// <param name="certificateFile">Its certificate, in PEM.</param>
    /// <param name="keyFile">The certificate's key, in PEM.</param>
    public static Task<Cosmos> StartWithCertificateAsync(string certificateFile, string keyFile) =>
        StartServerAsync("--cert", certificateFile, "--key", keyFile);

    /// <summary>Ends the process, if one was started.</summary>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<Cosmos> StartServerAsync(params string[] arguments)
    {
        PeerProcess process = Node.Start(RepositoryRoot.Combine("tests", "Services", "cosmos.js"), arguments);
        try
        {
            using CancellationTokenSource limit = new(StartLimit);
            string line;
            do
            {
                line = await process.ReadLineAsync(limit.Token);
            }
            while (!line.StartsWith(Listening, StringComparison.Ordinal));

            IPEndPoint endPoint = new(IPAddress.Loopback, int.Parse(line[Listening.Length..], CultureInfo.InvariantCulture));

            // The certificate of the package expired long ago.
            return new Cosmos(process, ConnectionStringAt(endPoint, Uri.UriSchemeHttps) + "DisableServerCertificateValidation=True;") { EndPoint = endPoint };
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
