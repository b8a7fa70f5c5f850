using System.Globalization;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>Whether a server keeps what it acknowledges: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/.</summary>
internal static class RedisDurability
{
    private const string SyncSetting = "appendfsync";

    /// <summary>What was found wanting at a server.</summary>
    public static async Task<IReadOnlyList<StoreFinding>> FindAsync(RedisConnection connection, RedisNode node, CancellationToken cancellationToken)
    {
        Dictionary<string, string> info;
        try
        {
            RedisResult answer = await connection.RunAsync(
                RedisScript.ServerInfo, [node.Probe], [], isChange: false, CommandFlags.NoRedirect, cancellationToken).ConfigureAwait(false);
            info = Parse((string?)answer ?? "");
        }
        catch (RedisServerException exception) when (RedisErrors.Classify(exception) is { IsTransient: false })
        {
            return [Advice($"{node.Name} does not let the store look at its persistence (INFO), so nobody knows whether it keeps what it acknowledges.")];
        }

        List<StoreFinding> findings = [];
        if (info.GetValueOrDefault("aof_enabled") != "1")
        {
            findings.Add(Advice($"{node.Name} keeps no append-only file: a crash loses acknowledged checkpoints. Set 'appendonly yes' and 'appendfsync always'."));
        }
        else if (await FindSyncAsync(connection, node, cancellationToken).ConfigureAwait(false) is { } finding)
        {
            findings.Add(finding);
        }

        string policy = info.GetValueOrDefault("maxmemory_policy", "");
        if (policy.StartsWith("allkeys-", StringComparison.Ordinal))
        {
            findings.Add(new StoreFinding(
                IsError: true,
                $"{node.Name} evicts any key when its memory is full (maxmemory-policy {policy}), checkpoints included. Set 'noeviction' or a 'volatile-' policy."));
        }

        if (int.TryParse(info.GetValueOrDefault("connected_slaves"), CultureInfo.InvariantCulture, out int replicas) && replicas > 0)
        {
            findings.Add(Advice($"{node.Name} is followed by {replicas} replica(s) asynchronously: a failover can lose acknowledged checkpoints. "
                + $"{nameof(RedisCheckpointStoreOptions.WaitForReplicas)} makes that less likely."));
        }

        return findings;
    }

    private static async Task<StoreFinding?> FindSyncAsync(RedisConnection connection, RedisNode node, CancellationToken cancellationToken)
    {
        // A cluster routes by keys, and from version 7 on CONFIG GET takes several names, of which this one means nothing.
        object[] arguments = node.IsClustered ? ["GET", SyncSetting, node.Probe] : ["GET", SyncSetting];
        try
        {
            RedisResult answer = await connection.AskAsync(
                database => database.ExecuteAsync("CONFIG", arguments, CommandFlags.DemandMaster | CommandFlags.NoRedirect), cancellationToken).ConfigureAwait(false);
            string[] settings = RedisAnswers.Texts(answer);
            int name = Array.IndexOf(settings, SyncSetting);
            string sync = name < 0 ? "unknown" : settings[name + 1];
            return sync == "always" ? null : Advice(
                $"{node.Name} writes its append-only file with '{SyncSetting} {sync}': a crash of its machine loses the last acknowledged checkpoints. Set 'always'.");
        }
        catch (Exception exception) when (RedisErrors.Classify(exception) is { IsTransient: false })
        {
            return Advice($"{node.Name} does not tell its '{SyncSetting}' (CONFIG GET). With anything but 'always' a crash of its machine loses the last acknowledged checkpoints.");
        }
    }

    private static Dictionary<string, string> Parse(string info)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2) is [string name, string value])
            {
                values[name] = value;
            }
        }

        return values;
    }

    private static StoreFinding Advice(string message) => new(IsError: false, message);
}
