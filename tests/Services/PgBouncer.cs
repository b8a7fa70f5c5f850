using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Checkpointing.Tests.Services;

/// <summary>PgBouncer in transaction mode before a server, with few connections to it, on a free loopback port.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "pgbouncer";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly string? Executable = Programs.Find("pgbouncer") ?? (File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : null);

    private readonly ServerFolder _folder;
    private readonly PeerProcess _process;

    private PgBouncer(ServerFolder folder, PeerProcess process, IPEndPoint endPoint)
    {
        _folder = folder;
        _process = process;
        EndPoint = endPoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The connection string of the server's superuser by way of the pooler.</summary>
    public string ConnectionString => $"Host={EndPoint.Address};Port={EndPoint.Port};Username={Postgres.Superuser};Database=postgres";

    /// <summary>Whether PgBouncer is installed.</summary>
    public static bool IsAvailable => Executable is not null;

    /// <summary>
    /// Skips or fails the running test unless PgBouncer is installed (see <see cref="Require"/>) and the server is one that it can stand before.
    /// </summary>
    public static void Needed(Postgres server)
    {
        Require.That(IsAvailable, Service, "apt-get install pgbouncer");
        Assert.SkipUnless(server.IsOwn, $"PgBouncer stands before servers of the tests' own only; {Postgres.Variable} names another.");
    }

    /// <summary>Starts it.</summary>
    /// <param name="server">The server, made here.</param>
    /// <param name="poolSize">How many connections to the server all clients share.</param>
    public static Task<PgBouncer> StartAsync(Postgres server, int poolSize) =>
        Ports.StartAsync(port => StartAsync(server, poolSize, new IPEndPoint(IPAddress.Loopback, port)));

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<PgBouncer> StartAsync(Postgres server, int poolSize, IPEndPoint endPoint)
    {
        ServerFolder folder = new(Service);
        PeerProcess? process = null;
        try
        {
            await ServerFolder.WriteAsync(folder.File("users.txt"), $"\"{Postgres.Superuser}\" \"\"\n");
            await ServerFolder.WriteAsync(folder.File("pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                postgres = host={server.EndPoint.Address} port={server.EndPoint.Port}
                [pgbouncer]
                listen_addr = {endPoint.Address}
                listen_port = {endPoint.Port}
                unix_socket_dir =
                auth_type = trust
                auth_file = {folder.File("users.txt")}
                pool_mode = transaction
                default_pool_size = {poolSize}
                max_client_conn = 500

                """));
            process = folder.Serve(Executable!, [folder.File("pgbouncer.ini")]);
            long start = Stopwatch.GetTimestamp();
            while (!await ListensAsync(endPoint))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(start) > StartLimit)
                {
                    throw new InvalidOperationException($"PgBouncer did not start: {await File.ReadAllTextAsync(folder.Log)}");
                }

                await Task.Delay(20);
            }

            return new PgBouncer(folder, process, endPoint);
        }
        catch
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    private static async Task<bool> ListensAsync(IPEndPoint endPoint)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(endPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
