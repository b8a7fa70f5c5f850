using Checkpointing.Backends;

namespace Checkpointing.Redis;

/// <summary>A rewind that is not done yet.</summary>
/// <param name="Target">What is wanted.</param>
/// <param name="NewVersion">The version that the ownership record will have. It stays the same as long as an earlier attempt may be under way, which is recognised by it.</param>
/// <param name="Version">The version that the record had when it was looked at; null for no record.</param>
internal sealed record RedisRewind(PartitionRewind Target, string NewVersion, string? Version = null)
{
    /// <summary>The partition.</summary>
    public string PartitionId => Target.PartitionId;

    /// <summary>The same rewind from the version that there is.</summary>
    /// <param name="present">The version; null for no record.</param>
    /// <remarks>
    /// If it is another one than before, no earlier attempt can succeed any more; one that did has been overtaken, and its version must not come back.
    /// </remarks>
    public RedisRewind From(string? present) => present == Version ? this : this with { Version = present, NewVersion = RecordVersions.New() };
}
