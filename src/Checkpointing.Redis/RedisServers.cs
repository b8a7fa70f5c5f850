using System.Globalization;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// What concerns servers and not keys: the groups on all of them, and whether they keep what they acknowledge. Each node of a cluster is
/// addressed by a key of one of its slots, so that this goes the same asynchronous way as all other requests.
/// </summary>
internal sealed class RedisServers
{
    private const int ScanCount = 1000;
    private const int Slots = 16384;

    private static readonly ConsumerGroup Nobody = new("-", "-", "-");

    private readonly RedisConnection _connection;
    private readonly IRedisLayout _layout;

    public RedisServers(RedisConnection connection, IRedisLayout layout)
    {
        _connection = connection;
        _layout = layout;
    }

    /// <summary>Has every node run every script once, over nothing. Thereafter the nodes know the scripts by their hashes.</summary>
    /// <returns>How many nodes there are.</returns>
    public async Task<int> PrepareAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RedisNode> nodes = await NodesAsync(cancellationToken).ConfigureAwait(false);
        foreach (RedisNode node in nodes)
        {
            RedisScripts scripts = _layout.Scripts;
            RedisScript[] all =
                [scripts.ListRecords, scripts.ReadCheckpoint, scripts.WriteCheckpoints, scripts.ClaimOwnership, scripts.RequestOwnership, scripts.ReadBeforeRewind, scripts.Rewind];
            foreach (RedisScript script in all)
            {
                RedisValue[] nothing = script == scripts.ListRecords || script == scripts.ReadCheckpoint || script == scripts.WriteCheckpoints ? [""] : [];
                await _connection.RunAsync(
                    script, [node.Probe, node.Probe], [.. nothing, .. _layout.Names(Nobody)], isChange: false, CommandFlags.NoRedirect, cancellationToken).ConfigureAwait(false);
            }
        }

        return nodes.Count;
    }

    /// <summary>The groups of which any server has keys.</summary>
    public async Task<IReadOnlyList<ConsumerGroup>> GroupsAsync(CancellationToken cancellationToken)
    {
        HashSet<ConsumerGroup> groups = [];
        RedisValue[] kind = _layout.KeyKind is { } text ? [text] : [];
        foreach (RedisNode node in await NodesAsync(cancellationToken).ConfigureAwait(false))
        {
            string cursor = "0";
            do
            {
                // A slot that moves in the middle would take the cursor to another node: better begin anew.
                string[] answer = RedisAnswers.Texts(await _connection.RunAsync(
                    RedisScript.ScanKeys, [node.Probe], [cursor, _layout.Pattern, ScanCount, .. kind], isChange: false, CommandFlags.NoRedirect, cancellationToken).ConfigureAwait(false));
                cursor = answer[0];
                groups.UnionWith(answer.Skip(1).Select(_layout.GroupOf).OfType<ConsumerGroup>());
            }
            while (cursor != "0");
        }

        return [.. groups.OrderBy(group => group.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>What stands in the way of keeping every acknowledged change, on each server that takes changes.</summary>
    public async Task<IReadOnlyList<StoreFinding>> FindingsAsync(CancellationToken cancellationToken)
    {
        List<StoreFinding> findings = [];
        foreach (RedisNode node in await NodesAsync(cancellationToken).ConfigureAwait(false))
        {
            findings.AddRange(await RedisDurability.FindAsync(_connection, node, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private async Task<IReadOnlyList<RedisNode>> NodesAsync(CancellationToken cancellationToken)
    {
        string[] answer = RedisAnswers.Texts(await _connection.RunAsync(
            RedisScript.ListNodes, [_layout.Probe(0)], [], isChange: false, CommandFlags.None, cancellationToken).ConfigureAwait(false));
        if (answer.Length == 0)
        {
            return [new RedisNode("The Redis server", _layout.Probe(0), IsClustered: false)];
        }

        ILookup<string, (int First, int Last)> ranges = answer.Chunk(3).ToLookup(
            range => range[2],
            range => (int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture)),
            StringComparer.Ordinal);
        if (ranges.Sum(node => node.Sum(range => range.Last - range.First + 1)) != Slots)
        {
            throw new RedisUnavailableException("the cluster does not cover all slots.");
        }

        return await _connection.AskClientAsync(
            client => Task.FromResult<IReadOnlyList<RedisNode>>(
                [.. ranges.Select(node => new RedisNode($"The Redis node {node.Key}", ProbeOf(client, node), IsClustered: true))]),
            cancellationToken).ConfigureAwait(false);
    }

    private RedisKey ProbeOf(IConnectionMultiplexer client, IEnumerable<(int First, int Last)> ranges) =>
        Enumerable.Range(0, int.MaxValue).Select(_layout.Probe).First(key => ranges.Any(range => range.First <= client.HashSlot(key) && client.HashSlot(key) <= range.Last));
}
