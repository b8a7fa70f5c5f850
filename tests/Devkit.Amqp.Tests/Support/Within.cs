namespace Devkit.Amqp.Tests.Support;

/// <summary>Bounds what a test waits for, so that a hang is a failure.</summary>
internal static class Within
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task<T> Time<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task Time(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task<T> Time<T>(this ValueTask<T> task) => task.AsTask().Time();

    public static Task Time(this ValueTask task) => task.AsTask().Time();
}
