namespace Checkpointing.Redis;

/// <summary>A change was made, and fewer replicas than asked for confirmed it in time.</summary>
internal sealed class RedisReplicasException : Exception
{
    public RedisReplicasException(int confirmed, RedisCheckpointStoreOptions options)
        : base(FormattableString.Invariant(
            $"{confirmed} of {options.WaitForReplicas} replicas confirmed the change within {options.WaitForReplicasTimeout}. Look at the replicas, or lower {nameof(RedisCheckpointStoreOptions.WaitForReplicas)}."))
    {
    }
}
