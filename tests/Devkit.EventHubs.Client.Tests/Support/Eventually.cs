using System.Diagnostics;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>Waits for what a running processor will do in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"Not seen within {Limit.TotalSeconds} s: {what}");
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static Task<T> WithinLimit<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task WithinLimit(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);
}
