namespace Checkpointing.Redis;

/// <summary>Where the records of a group lie.</summary>
public enum RedisLayout
{
    /// <summary>Two hashes for a group, for single servers and clusters.</summary>
    Hashes = 0,

    /// <summary>
    /// A set for a group and a hash for each partition, as the Java SDK's <c>JedisCheckpointStore</c> has them, so that its processors and
    /// ours can share a group on a single server.
    /// </summary>
    Jedis = 1,
}
