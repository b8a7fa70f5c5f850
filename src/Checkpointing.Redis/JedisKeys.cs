using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// The keys of the Java SDK's <c>JedisCheckpointStore</c>: the set <c>&lt;namespace&gt;/&lt;hub&gt;/&lt;group&gt;</c> and beside it a hash
/// <c>&lt;namespace&gt;/&lt;hub&gt;/&lt;group&gt;/&lt;partition&gt;</c> for each partition, all names in the case in which Java was given them.
/// </summary>
internal sealed class JedisKeys : IRedisLayout
{
    private const string DefaultGroup = "$Default";

    private readonly Dictionary<string, string> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly RedisKeys _own;

    /// <summary>Makes the keys.</summary>
    /// <param name="exactNames">Groups as <c>namespace/hub/group</c> in the case in which Java was given them.</param>
    /// <param name="prefix">What probes begin with.</param>
    public JedisKeys(IEnumerable<string> exactNames, string prefix)
    {
        foreach (string name in exactNames)
        {
            _exact[name] = name;
        }

        _own = new RedisKeys(prefix);
    }

    /// <inheritdoc/>
    public RedisScripts Scripts { get; } = new("jedis");

    /// <inheritdoc/>
    public bool HoldsRequests => false;

    /// <inheritdoc/>
    public string Pattern => "*/*/*";

    /// <inheritdoc/>
    public string? KeyKind => "set";

    /// <inheritdoc/>
    public RedisKey[] Keys(ConsumerGroup group) => [Exact(group)];

    /// <inheritdoc/>
    public RedisValue[] Names(ConsumerGroup group)
    {
        string exact = Exact(group);
        int hub = group.FullyQualifiedNamespace.Length + 1;
        int name = hub + group.EventHubName.Length + 1;
        return [exact[..(hub - 1)], exact[hub..(name - 1)], exact[name..]];
    }

    /// <inheritdoc/>
    public ConsumerGroup? GroupOf(string key) =>
        key.Split('/') is [string ns, string hub, string name] && !Array.Exists([ns, hub, name], string.IsNullOrWhiteSpace) ? new ConsumerGroup(ns, hub, name) : null;

    /// <inheritdoc/>
    public RedisKey Probe(int number) => _own.Probe(number);

    private string Exact(ConsumerGroup group)
    {
        string lower = group.ToString();
        if (_exact.TryGetValue(lower, out string? exact))
        {
            return exact;
        }

        return group.Name.Equals(DefaultGroup, StringComparison.OrdinalIgnoreCase) ? lower[..^DefaultGroup.Length] + DefaultGroup : lower;
    }
}
