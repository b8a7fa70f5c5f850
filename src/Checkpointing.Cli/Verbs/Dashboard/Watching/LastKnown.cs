using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>What was last found out, which stays while it cannot be found out anew.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Value">What was found out; null if nothing ever was.</param>
/// <param name="ReadAt">When.</param>
/// <param name="Problem">Why it cannot be found out at present; null if it can.</param>
/// <param name="IsOfStore">Whether that is the store's fault.</param>
internal sealed record LastKnown<T>(T? Value, DateTimeOffset? ReadAt, string? Problem = null, bool IsOfStore = false)
    where T : class
{
    /// <summary>Nothing yet.</summary>
    public static LastKnown<T> Nothing { get; } = new(null, null);

    /// <summary>It could not be found out.</summary>
    public LastKnown<T> Failed(Exception failure) =>
        this with { Problem = Secrets.Hide(Failures.Explain(failure).Message), IsOfStore = failure is CheckpointStoreException };
}
