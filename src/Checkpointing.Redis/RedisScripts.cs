namespace Checkpointing.Redis;

/// <summary>What the store does to records, for one layout of them. The steps are the same for each; where records lie is not.</summary>
internal sealed class RedisScripts
{
    /// <summary>Puts the scripts of a layout together.</summary>
    /// <param name="layout">The name of the file that says where records lie.</param>
    /// <param name="usualRenewals">The name of the file that makes usual renewals past the other ones; none if null.</param>
    /// <param name="usualWrites">The name of the file that makes usual writes past the other ones; none if null.</param>
    public RedisScripts(string layout, string? usualRenewals = null, string? usualWrites = null)
    {
        ListRecords = For("list-records");
        ReadCheckpoint = For("read-checkpoint");
        ClaimOwnership = For("claim-ownership", usualRenewals);
        RequestOwnership = For("request-ownership");
        WriteCheckpoints = For("write-checkpoints", usualWrites);
        ReadBeforeRewind = For("read-before-rewind");
        Rewind = For("rewind");
        DeleteGroup = For("delete-group");

        RedisScript For(string operation, string? usual = null) => new(usual is null ? ["records", layout, operation] : [usual, "records", layout, operation]);
    }

    public RedisScript ListRecords { get; }

    public RedisScript ReadCheckpoint { get; }

    public RedisScript ClaimOwnership { get; }

    public RedisScript RequestOwnership { get; }

    public RedisScript WriteCheckpoints { get; }

    public RedisScript ReadBeforeRewind { get; }

    public RedisScript Rewind { get; }

    public RedisScript DeleteGroup { get; }
}
