namespace Processor.Tests.Support;

/// <summary>Waits for what happens on other threads or in servers.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Deadline}: {what}");
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
