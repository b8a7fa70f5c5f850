namespace Devkit.Amqp.Tests.Support;

/// <summary>Waits for what another thread does without telling.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
