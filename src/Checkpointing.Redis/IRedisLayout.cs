using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>Where records lie.</summary>
internal interface IRedisLayout
{
    /// <summary>The scripts that know the layout.</summary>
    RedisScripts Scripts { get; }

    /// <summary>Whether its records have room for requests.</summary>
    bool HoldsRequests { get; }

    /// <summary>What all keys that name groups match, as SCAN writes it.</summary>
    string Pattern { get; }

    /// <summary>The kind of those keys, as SCAN writes it; null for any.</summary>
    string? KeyKind { get; }

    /// <summary>The keys of a group, as the scripts expect them.</summary>
    RedisKey[] Keys(ConsumerGroup group);

    /// <summary>What the scripts expect after all other arguments.</summary>
    RedisValue[] Names(ConsumerGroup group);

    /// <summary>The group that a key belongs to, or null for a key that is none of this store's.</summary>
    ConsumerGroup? GroupOf(string key);

    /// <summary>A key that is never written, to choose a node of a cluster by its slot.</summary>
    RedisKey Probe(int number);
}
