using System.Diagnostics;

namespace Checkpointing.Tests.Services;

/// <summary>A Redis cluster of three primaries without replicas, each a <see cref="RedisServer"/>.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private RedisCluster(IReadOnlyList<RedisServer> nodes) => Nodes = nodes;

    /// <summary>The nodes.</summary>
    public IReadOnlyList<RedisServer> Nodes { get; }

    /// <summary>All nodes in the form that StackExchange.Redis reads.</summary>
    public string ConnectionString => string.Join(',', Nodes.Select(node => node.EndPoint));

    /// <summary>Starts three nodes, divides the slots between them, and returns when all of them say that the cluster is complete.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        List<RedisServer> nodes = [];
        RedisCluster cluster = new(nodes);
        try
        {
            for (int node = 0; node < 3; node++)
            {
                nodes.Add(await RedisServer.StartAsync(
                    "--cluster-enabled", "yes", "--cluster-port", "{bus}", "--cluster-node-timeout", "2000", "--cluster-config-file", "nodes.conf"));
            }

            await RedisServer.CliAsync(["--cluster", "create", .. nodes.Select(node => node.EndPoint.ToString()), "--cluster-yes"]);
            await cluster.WaitUntilCompleteAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every node says that all slots are served.</summary>
    public async Task WaitUntilCompleteAsync()
    {
        Stopwatch waited = Stopwatch.StartNew();
        foreach (RedisServer node in Nodes)
        {
            while (!(await node.CommandAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
            {
                if (waited.Elapsed > Limit)
                {
                    throw new TimeoutException($"The Redis cluster was not complete after {Limit}.");
                }

                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>Moves a slot with all its keys to another node, as an operator would, key by key.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="from">The node that has it.</param>
    /// <param name="to">The node that gets it.</param>
    /// <param name="whileMoving">What to do while the slot is on its way, its keys still at the old node; null for nothing.</param>
    public async Task MoveSlotAsync(int slot, RedisServer from, RedisServer to, Func<Task>? whileMoving = null)
    {
        string number = slot.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string fromId = await from.CommandAsync("CLUSTER", "MYID"), toId = await to.CommandAsync("CLUSTER", "MYID");
        await to.CommandAsync("CLUSTER", "SETSLOT", number, "IMPORTING", fromId);
        await from.CommandAsync("CLUSTER", "SETSLOT", number, "MIGRATING", toId);
        if (whileMoving is not null)
        {
            await whileMoving();
        }

        string keys = await from.CommandAsync("CLUSTER", "GETKEYSINSLOT", number, "100");
        foreach (string key in keys.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await from.CommandAsync("MIGRATE", "127.0.0.1", to.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), key, "0", "5000");
        }

        foreach (RedisServer node in new[] { to, from }.Concat(Nodes.Except([to, from])))
        {
            await node.CommandAsync("CLUSTER", "SETSLOT", number, "NODE", toId);
        }
    }

    /// <summary>Ends all nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (RedisServer node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
