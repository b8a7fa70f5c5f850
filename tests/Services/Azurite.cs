namespace Checkpointing.Tests.Services;

/// <summary>
/// A blob service: the one that <c>CHECKPOINTING_BLOB_CONNECTION</c> names, or else Azurite (npm) on a free loopback port, with its state in memory,
/// started here and ended with this object.
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

    /// <summary>Starts Azurite, or finds the given service.</summary>
    public static async Task<Azurite> StartAsync()
    {
        if (Given is { } given)
        {
            return new Azurite(process: null, given);
        }

        PeerProcess process = Node.Start(
            Path.Combine(Node.Modules, "azurite", "dist", "src", "blob", "main.js"),
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent");
        try
        {
            using CancellationTokenSource limit = new(StartLimit);
            string line;
            do
            {
                line = await process.ReadLineAsync(limit.Token);
            }
            while (!line.Contains(Listening, StringComparison.Ordinal));

            string address = line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim();
            return new Azurite(process, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={address}/{Account};");
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
