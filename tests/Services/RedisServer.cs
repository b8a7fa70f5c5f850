using System.Globalization;
using System.Net;

namespace Checkpointing.Tests.Services;

/// <summary>
/// A Redis server of one's own (Debian's <c>redis-server</c>) on a loopback port and in a temporary folder, durable unless told otherwise,
/// and ended with this object. A shell watches over it, so that it ends also when the test process is killed.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "redis";

    /// <summary>The environment variable with the connection string (StackExchange.Redis) of a server to use where a test interferes with none.</summary>
    public const string Variable = "CHECKPOINTING_REDIS_CONNECTION";

    private const string Ready = "Ready to accept connections";

    /// <summary>Runs the server until it ends or standard input does: then the server is killed and its folder, if that is asked for, removed.</summary>
    private const string Watch = """
        exec 3<&0
        "$@" &
        server=$!
        (cat <&3 >/dev/null; kill -9 $server 2>/dev/null; rm -rf "$WATCHED_FOLDER") &
        watcher=$!
        wait $server
        code=$?
        kill $watcher
        exit $code
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly string? Executable = Programs.Find("redis-server");

    private readonly string _folder;
    private readonly IReadOnlyList<string> _settings;
    private readonly int _busPort = Ports.Free();
    private PeerProcess? _process;

    private RedisServer(string folder, int port, IReadOnlyList<string> settings)
    {
        _folder = folder;
        _settings = settings;
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
    }

    /// <summary>The connection string that the environment gives, or null.</summary>
    public static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Where the server listens; the same after a restart.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The processor time so far of a server that runs here; null for a given one, and where the system does not tell.</summary>
    public TimeSpan? ProcessorTime => _process?.ProcessorTime;

    /// <summary>Whether a server can be started.</summary>
    public static bool IsAvailable => Executable is not null;

    /// <summary>Whether the server runs, as far as this object started and ended it.</summary>
    public bool IsRunning => _process is not null;

    /// <summary>Skips or fails the running test unless a server can be started; see <see cref="Require"/>.</summary>
    public static void Needed() => Require.That(Executable is not null, Service, "apt-get install redis-server");

    /// <summary>Skips or fails the running test unless a server is given or can be started.</summary>
    public static void GivenOrNeeded()
    {
        if (Given is null)
        {
            Needed();
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Settings of redis.conf in turn with their values, such as <c>--appendonly no</c>; they come after, and so before, the ones here.
    /// <c>{port}</c> stands for the server's port, <c>{bus}</c> for a second free one, <c>{folder}</c> for its folder.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("checkpointing-redis-").FullName;
        try
        {
            return await Ports.StartAsync(async port =>
            {
                RedisServer redis = new(folder, port, settings);
                await redis.StartAgainAsync();
                return redis;
            });
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Starts the server over the data it left, on the same port, and returns when it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        string port = EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-c", Watch, "sh", Executable ?? throw new InvalidOperationException("redis-server is not installed."),
            "--port", port, "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
            .. _settings.Select(setting => setting
                .Replace("{port}", port, StringComparison.Ordinal)
                .Replace("{bus}", _busPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{folder}", _folder, StringComparison.Ordinal)),
        ];
        PeerProcess process = PeerProcess.Start("sh", arguments, new Dictionary<string, string> { ["WATCHED_FOLDER"] = _folder });
        try
        {
            using CancellationTokenSource limit = new(StartLimit);
            while (!(await process.ReadLineAsync(limit.Token)).Contains(Ready, StringComparison.Ordinal))
            {
            }
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        _process = process;
    }

    /// <summary>Has the server carry out a command, by <c>redis-cli</c>.</summary>
    /// <returns>What it answered, as text.</returns>
    public Task<string> CommandAsync(params string[] command) => CliAsync(["-p", EndPoint.Port.ToString(CultureInfo.InvariantCulture), .. command]);

    /// <summary>Ends the server as <c>kill -9</c> does. Does nothing if it does not run.</summary>
    public async ValueTask KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Ends the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs <c>redis-cli</c>.</summary>
    internal static async Task<string> CliAsync(IEnumerable<string> arguments)
    {
        await using PeerProcess cli = PeerProcess.Start("redis-cli", ["-e", .. arguments]);
        cli.EndInput();
        using CancellationTokenSource limit = new(StartLimit);
        return (await cli.WaitForSuccessAsync(limit.Token)).TrimEnd();
    }
}
