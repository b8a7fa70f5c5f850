using System.Diagnostics;
using Harness.Network;

namespace Compare.Contest;

/// <summary>Who carries an operation out: a store, its bare driver, or the rival. It times itself, so that what prepares an operation is not counted.</summary>
/// <param name="proxy">The proxy that it connects through, which nobody else does; null for none.</param>
internal abstract class Contestant(DistanceProxy? proxy) : IAsyncDisposable
{
    /// <summary>How it is called in tables.</summary>
    public abstract string Role { get; }

    /// <summary>The proxy that it connects through; null for none.</summary>
    public DistanceProxy? Proxy => proxy;

    /// <summary>What it does for an operation, in words, where the operation's name does not tell; null else.</summary>
    public virtual string? Describe(Operation operation) => null;

    /// <summary>Makes what an operation needs.</summary>
    /// <returns>What carries it out once, in a lane, and tells how long it took.</returns>
    public abstract Task<Func<int, Task<TimeSpan>>> PrepareAsync(Operation operation);

    /// <summary>Ends its connections.</summary>
    public virtual ValueTask DisposeAsync() => proxy?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Times an action.</summary>
    protected static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        long started = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Times what all claimers do at once, until the last of them has its answer.</summary>
    protected static Task<TimeSpan> RaceAsync(Func<int, Task> claim) =>
        TimeAsync(() => Task.WhenAll(Enumerable.Range(0, Sizes.Lanes).Select(claimer => Task.Run(() => claim(claimer)))));
}
