namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>
/// The claims that a copy makes for a moment. One that is killed in that moment leaves them; the next copy, and <c>release</c>, tell them from those of a copy that is at work by the process that made them.
/// </summary>
internal static class CopyClaim
{
    /// <summary>In whose name a copy claims, and writes.</summary>
    public const string Owner = "checkpoints copy";

    /// <summary>What ends all doubt where nobody can tell whether a copy is at work.</summary>
    public const string WayOut = $"If no copy is at work, 'checkpoints release --owner \"{Owner}\" --live' frees what one has left that was killed; otherwise it expires";

    /// <summary>An instance for the claims of this process.</summary>
    public static string NewInstance() => ProcessMark.OfThis()?.ToString() ?? Guid.NewGuid().ToString("n");

    /// <summary>
    /// Whether a record is one that a copy has left which is over for certain. A rewind that it had sent may still arrive, and stores what the copy had read, which a copy may do at any time.
    /// </summary>
    public static bool IsLeft(PartitionOwnership record) => record.OwnerId == Owner && ProcessMark.Read(record.OwnerInstance)?.IsOver() is true;

    /// <summary>Whether a partition is held by somebody who is alive, or of whom nobody can tell.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="now">The present time.</param>
    /// <param name="expiration">After how long without a renewal an owner counts as gone.</param>
    public static bool IsLive(PartitionOwnership record, DateTimeOffset now, TimeSpan expiration) => record.HasLiveOwner(now, expiration) && !IsLeft(record);
}
