namespace Checkpointing.Redis;

/// <summary>What the store does to records, for one layout of them. The steps are the same for each; where records lie is not.</summary>
internal sealed class RedisScripts
{
    /// <summary>Puts the scripts of a layout together.</summary>
    /// <param name="layout">The name of the file that says where records lie.</param>
    public RedisScripts(string layout)
    {
        ListRecords = For("list-records");
        ReadCheckpoint = For("read-checkpoint");
        ClaimOwnership = For("claim-ownership");
        RequestOwnership = For("request-ownership");
        WriteCheckpoints = For("write-checkpoints");
        ReadBeforeRewind = For("read-before-rewind");
        Rewind = For("rewind");
        DeleteGroup = For("delete-group");

        RedisScript For(string operation) => new("records", layout, operation);
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
