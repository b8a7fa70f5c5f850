namespace Checkpointing.Redis;

/// <summary>A rewind that is not done yet.</summary>
/// <param name="Target">What is wanted.</param>
/// <param name="NewVersion">The version that the ownership record will have: made once for a call, so that a repeated attempt recognises its own earlier success.</param>
/// <param name="Version">The version that the record had when it was looked at; null for no record.</param>
internal sealed record RedisRewind(PartitionRewind Target, string NewVersion, string? Version = null)
{
    /// <summary>The partition.</summary>
    public string PartitionId => Target.PartitionId;
}
