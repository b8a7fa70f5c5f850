using System.Globalization;
using System.Net;

namespace Checkpointing.Tests.Services;

/// <summary>
/// A blob service: the one that <c>CHECKPOINTING_BLOB_CONNECTION</c> names, or else Azurite (npm) on a free loopback port, started here and
/// ended with this object.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "azurite";

    /// <summary>The environment variable with the connection string of a blob service to use in place of Azurite.</summary>
    public const string Variable = "CHECKPOINTING_BLOB_CONNECTION";

    // The account and key that every Azurite has; they are public: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Listening = "successfully listens on ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly PeerProcess? _process;

    private Azurite(PeerProcess? process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>The name of the account of every Azurite.</summary>
    public const string AccountName = Account;

    /// <summary>The connection string of the account.</summary>
    public string ConnectionString { get; }

    /// <summary>Skips or fails the running test unless a blob service can be had; see <see cref="Require"/>.</summary>
    public static void Needed()
    {
        if (Given is null)
        {
            Node.Needs("azurite", Service);
        }
    }

    /// <summary>Whether a blob service can be had.</summary>
    public static bool IsAvailable => Given is not null || Node.Has("azurite");

    private static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Where an Azurite that was started here listens.</summary>
    public IPEndPoint EndPoint { get; private init; } = new(IPAddress.None, 0);

    /// <summary>The processor time so far of a server that runs here; null for a given one, and where the system does not tell.</summary>
    public TimeSpan? ProcessorTime => _process?.ProcessorTime;

    /// <summary>The connection string of an Azurite that is reached at another address.</summary>
    /// <param name="endPoint">The address, such as that of a proxy before it.</param>
    /// <param name="isEncrypted">Whether it speaks TLS.</param>
    public static string ConnectionStringAt(IPEndPoint endPoint, bool isEncrypted = false)
    {
        string scheme = isEncrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return $"DefaultEndpointsProtocol={scheme};AccountName={Account};AccountKey={Key};BlobEndpoint={scheme}://{endPoint}/{Account};";
    }

    /// <summary>Starts Azurite with its state in memory, or finds the given service.</summary>
    public static async Task<Azurite> StartAsync() =>
        Given is { } given ? new Azurite(process: null, given) : await StartAsync("--inMemoryPersistence");

    /// <summary>
    /// Starts an Azurite of one's own, with its state in a folder: it may be killed, and started again over what it left. Each change saves all of the state, and so takes longer the more
    /// there is.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="port">The port it had, or null for a free one.</param>
    public static Task<Azurite> StartOnDiskAsync(string folder, int? port = null)
    {
        return port is { } before ? StartOnAsync(before) : Ports.StartAsync(StartOnAsync);

        Task<Azurite> StartOnAsync(int onPort) => StartAsync("--location", folder, "--blobPort", onPort.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts an Azurite of one's own that speaks TLS only, and takes bearer tokens as well as keys.</summary>
    /// <param name="certificateFile">Its certificate, in PEM.</param>
    /// <param name="keyFile">The certificate's key, in PEM.</param>
    public static Task<Azurite> StartEncryptedAsync(string certificateFile, string keyFile) =>
        StartAsync("--inMemoryPersistence", "--cert", certificateFile, "--key", keyFile, "--oauth", "basic");

    private static async Task<Azurite> StartAsync(params string[] arguments)
    {
        string[] port = arguments.Contains("--blobPort") ? [] : ["--blobPort", "0"];
        PeerProcess process = Node.Start(
            RepositoryRoot.Combine("tests", "Services", "azurite.js"),
            ["--blobHost", "127.0.0.1", "--skipApiVersionCheck", "--disableTelemetry", "--silent", .. port, .. arguments]);
        try
        {
            using CancellationTokenSource limit = new(StartLimit);
            string line;
            do
            {
                line = await process.ReadLineAsync(limit.Token);
            }
            while (!line.Contains(Listening, StringComparison.Ordinal));

            Uri address = new(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
            IPEndPoint endPoint = new(IPAddress.Parse(address.Host), address.Port);
            return new Azurite(process, ConnectionStringAt(endPoint, address.Scheme == Uri.UriSchemeHttps)) { EndPoint = endPoint };
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process, if one was started.</summary>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
