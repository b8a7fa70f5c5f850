using Checkpointing.Backends;
using Checkpointing.Resilience;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>Which Redis the store uses, under which keys, and how hard it tries.</summary>
public sealed class RedisCheckpointStoreOptions
{
    /// <summary>The default of <see cref="KeyPrefix"/>.</summary>
    public const string DefaultKeyPrefix = "checkpointing:";

    /// <summary>The default of <see cref="Layout"/>.</summary>
    public const RedisLayout DefaultLayout = RedisLayout.Hashes;

    /// <summary>The default of <see cref="WaitForReplicas"/>: none.</summary>
    public const int DefaultWaitForReplicas = 0;

    /// <summary>The default of <see cref="WaitForReplicasTimeout"/>: 1 second.</summary>
    public static readonly TimeSpan DefaultWaitForReplicasTimeout = TimeSpan.FromSeconds(1);

    private const int MostPrefixLength = 200;
    private const int MostReplicas = 100;
    private const int MostDatabase = 1_000_000;

    /// <summary>
    /// A connection string of StackExchange.Redis, such as <c>redis.contoso.com:6380,ssl=true,password=…</c>; several addresses for a cluster.
    /// Secret.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The key of an <see cref="IConnectionMultiplexer"/> in the service container, in place of <see cref="ConnectionString"/>.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>What all keys begin with; 1 to 200 characters without braces. Processors that share work have to agree on it.</summary>
    public string KeyPrefix { get; set; } = DefaultKeyPrefix;

    /// <summary>The number of the database; the connection's default if null. A cluster has number 0 only.</summary>
    public int? Database { get; set; }

    /// <summary>Where the records of a group lie; <see cref="RedisLayout.Jedis"/> to share a group with the Java SDK's store.</summary>
    public RedisLayout Layout { get; set; } = DefaultLayout;

    /// <summary>
    /// With <see cref="RedisLayout.Jedis"/>: the groups, as <c>namespace/hub/group</c>, whose names were given to Java in other than lower case.
    /// <c>$Default</c> is known.
    /// </summary>
    public IList<string> JedisGroups { get; } = [];

    /// <summary>
    /// How many replicas have to confirm a change before it counts as made (<c>WAIT</c>); 0 to 100. Not for a cluster. Other requests on
    /// the same connection wait behind it.
    /// </summary>
    public int WaitForReplicas { get; set; } = DefaultWaitForReplicas;

    /// <summary>How long the replicas have; 1 millisecond up to the time limit of an attempt.</summary>
    public TimeSpan WaitForReplicasTimeout { get; set; } = DefaultWaitForReplicasTimeout;

    /// <summary>Time limits and retries.</summary>
    public StoreResilienceOptions Resilience { get; set; } = new();

    /// <summary>Names the servers and the keys; never a password.</summary>
    public override string ToString()
    {
        string servers = TryParse() is { } client ? $" at {string.Join(", ", client.EndPoints.Select(EndPointText))}" : "";
        return Layout is RedisLayout.Jedis ? $"Redis{servers}, keys of the Java SDK" : $"Redis{servers}, keys '{KeyPrefix}…'";
    }

    /// <summary>Throws if a setting is missing or wrong.</summary>
    /// <param name="section">The path of the configuration section, for messages.</param>
    /// <param name="hasClient">Whether the program gives the connection itself.</param>
    internal void Validate(string section, bool hasClient)
    {
        SettingsViolations violations = new(section);
        if (!hasClient)
        {
            violations.Unless(
                string.IsNullOrWhiteSpace(ConnectionString) != string.IsNullOrWhiteSpace(ServiceKey),
                nameof(ConnectionString),
                given: null,
                $"exactly one of {nameof(ConnectionString)} (such as 'redis.contoso.com:6379') and {nameof(ServiceKey)} is required.");
            violations.Unless(
                string.IsNullOrWhiteSpace(ConnectionString) || TryParse() is { EndPoints.Count: > 0 },
                nameof(ConnectionString),
                given: null,
                "it is no connection string of StackExchange.Redis. Use 'host:port,host:port,password=…,ssl=true'; a key that its version does not know is refused.");
        }

        violations.Unless(
            KeyPrefix is { Length: > 0 and <= MostPrefixLength } prefix && !prefix.Any(character => character is '{' or '}' || char.IsControl(character)),
            nameof(KeyPrefix),
            KeyPrefix,
            $"1 to {MostPrefixLength} characters are required, without braces, which choose the slot in a cluster.");
        violations.Unless(Enum.IsDefined(Layout), nameof(Layout), Layout, $"allowed are {string.Join(" and ", Enum.GetNames<RedisLayout>())}.");
        violations.Unless(
            JedisGroups.Count == 0 || Layout is RedisLayout.Jedis, nameof(JedisGroups), given: null, $"the list belongs to {nameof(Layout)} {RedisLayout.Jedis} only.");
        violations.UnlessBetween(Database ?? 0, 0, MostDatabase, nameof(Database));
        violations.UnlessBetween(WaitForReplicas, 0, MostReplicas, nameof(WaitForReplicas));
        violations.UnlessBetween(WaitForReplicasTimeout, TimeSpan.FromMilliseconds(1), Resilience.AttemptTimeout, nameof(WaitForReplicasTimeout));
        Resilience.Validate(violations, nameof(Resilience));
        violations.ThrowIfAny<RedisCheckpointStoreOptions>();
    }

    /// <summary>The settings of the store's own connection.</summary>
    internal ConfigurationOptions ClientOptions()
    {
        ConfigurationOptions client = ConfigurationOptions.Parse(ConnectionString!);
        int connectTimeout = client.ConnectTimeout;
        // A server that is down when the program starts is a transient fault like any other.
        client.AbortOnConnectFail = false;
        // The store's own limit comes first. This one also becomes the limit of asynchronous calls where the client has one.
        client.SyncTimeout = (int)(Resilience.AttemptTimeout * 2).TotalMilliseconds;
        client.ConnectTimeout = connectTimeout;
        return client;
    }

    private static string EndPointText(System.Net.EndPoint endPoint) => endPoint switch
    {
        System.Net.DnsEndPoint dns => FormattableString.Invariant($"{dns.Host}:{dns.Port}"),
        _ => endPoint.ToString() ?? "",
    };

    private ConfigurationOptions? TryParse()
    {
        try
        {
            return string.IsNullOrWhiteSpace(ConnectionString) ? null : ConfigurationOptions.Parse(ConnectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return null;
        }
    }
}
