using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Checkpointing.Tests.Services;

/// <summary>
/// A PostgreSQL server: the one that <c>CHECKPOINTING_POSTGRES_CONNECTION</c> names, or else one that is made here in a folder of its own, on a
/// free loopback port, and ended with this object, or with this process if that is killed.
/// </summary>
public sealed class Postgres : IAsyncDisposable
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "postgres";

    /// <summary>The environment variable with the connection string of a server to use in place of a new one; its role has to be a superuser.</summary>
    public const string Variable = "CHECKPOINTING_POSTGRES_CONNECTION";

    /// <summary>The superuser of a server that is made here; it needs no password.</summary>
    public const string Superuser = "postgres";

    private const string Install = "apt-get install postgresql";

    /// <summary>The settings of a server for tests: all that a crash needs to be survived is on, as it is by default.</summary>
    private static readonly string[] Settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "shared_buffers=32MB", "log_min_messages=warning"];

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ServerFolder? _folder;
    private readonly string[] _settings;
    private PeerProcess? _process;

    private Postgres(ServerFolder? folder, IPEndPoint endPoint, string connectionString, string[] settings)
    {
        _folder = folder;
        _settings = settings;
        EndPoint = endPoint;
        ConnectionString = connectionString;
    }

    /// <summary>The connection string of the superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the server listens; the same after a restart. Port 0 for a given server.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The processor time so far of a server that runs here; null for a given one, and where the system does not tell.</summary>
    public TimeSpan? ProcessorTime => _process?.ProcessorTime;

    /// <summary>Whether it was made here.</summary>
    public bool IsOwn => _folder is not null;

    /// <summary>Whether a server can be had.</summary>
    public static bool IsAvailable => Given is not null || Programs is not null;

    private static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>The folder of the newest version's programs.</summary>
    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        : Services.Programs.Find("initdb") is { } initdb ? Path.GetDirectoryName(initdb) : null;

    /// <summary>Skips or fails the running test unless a server can be had; see <see cref="Require"/>.</summary>
    public static void Needed() => Require.That(IsAvailable, Service, Install);

    /// <summary>Skips or fails the running test unless a new server can be made.</summary>
    public static void NeededAsProgram() => Require.That(Programs is not null, Service, Install);

    /// <summary>Makes a server, or finds the given one.</summary>
    public static async Task<Postgres> StartAsync() =>
        Given is { } given ? new Postgres(folder: null, new IPEndPoint(IPAddress.Loopback, 0), given, []) : await StartOwnAsync();

    /// <summary>Makes a server that the caller has for itself.</summary>
    /// <param name="settings">Settings beside those for tests, as in <c>ssl=on</c>.</param>
    /// <param name="files">Files to put into the server's data folder before it starts, such as <c>pg_hba.conf</c>.</param>
    public static async Task<Postgres> StartOwnAsync(string[]? settings = null, IReadOnlyDictionary<string, string>? files = null)
    {
        ServerFolder folder = new("postgres");
        try
        {
            // The files are safe once the server has started and stopped syncing them; before that nothing is worth it.
            await using (PeerProcess initdb = ServerFolder.Run(
                Path.Combine(Programs!, "initdb"), "-D", folder.Data, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"))
            {
                await initdb.WaitForSuccessAsync(CancellationToken.None);
            }

            foreach ((string name, string text) in files ?? new Dictionary<string, string>())
            {
                await ServerFolder.WriteAsync(Path.Combine(folder.Data, name), text);
            }

            return await Ports.StartAsync(async port =>
            {
                IPEndPoint endPoint = new(IPAddress.Loopback, port);
                Postgres server = new(
                    folder, endPoint, $"Host={endPoint.Address};Port={endPoint.Port};Username={Superuser};Database=postgres", settings ?? []);
                await server.RestartAsync();
                return server;
            });
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Ends the server and all its processes as <c>kill -9</c> does. Does nothing if it does not run.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        int[] processes = [.. ProcessTree.Of(_process.Id)];
        foreach (int id in processes)
        {
            ProcessTree.Kill(id);
        }

        // Shared memory and port are free once all are gone.
        foreach (int id in processes)
        {
            await ProcessTree.WhenGoneAsync(id);
        }

        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts the server over what is in its folder, and returns when it takes connections.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        ServerFolder folder = _folder ?? throw new InvalidOperationException("A given server is not ours to restart.");
        // Left by a killed server, it would look ready.
        File.Delete(Path.Combine(folder.Data, "postmaster.pid"));
        _process = folder.Serve(
            Path.Combine(Programs!, "postgres"),
            [
                "-D", folder.Data, "-c", string.Create(CultureInfo.InvariantCulture, $"port={EndPoint.Port}"),
                .. Settings.Concat(_settings).SelectMany(setting => new[] { "-c", setting }),
            ]);
        long start = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(folder))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > StartLimit)
            {
                await KillAsync();
                throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(folder.Log)}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Ends the server and deletes its folder, if it was made here.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder?.Dispose();
    }

    /// <remarks>The eighth line of its lock file says how far a server is, as pg_ctl reads it.</remarks>
    private static async Task<bool> IsReadyAsync(ServerFolder folder)
    {
        string file = Path.Combine(folder.Data, "postmaster.pid");
        return File.Exists(file) && await File.ReadAllLinesAsync(file) is { Length: >= 8 } lines && lines[7].Trim() == "ready";
    }
}
