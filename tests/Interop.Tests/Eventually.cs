namespace Interop.Tests;

/// <summary>Waits for what another process brings about at a time of its own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that a condition may take, far beyond what a slow machine needs.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(90);

    public static async Task HoldsAsync(Func<bool> condition, Func<string> otherwise, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(Interval);
        while (!condition())
        {
            if (deadline.IsCancellationRequested)
            {
                Assert.Fail(otherwise());
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
