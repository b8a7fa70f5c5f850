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
    public LastKnown<T> Failed(Exception failure)
    {
        // Who watches repeats nothing, and need not be told that it would be safe.
        string message = Secrets.Hide(failure is CheckpointStoreException { IsTransient: true } store ? $"{store.Message} It is asked again until it answers." : Failures.Explain(failure).Message);
        return this with { Problem = char.ToUpperInvariant(message[0]) + message[1..], IsOfStore = failure is CheckpointStoreException };
    }
}
