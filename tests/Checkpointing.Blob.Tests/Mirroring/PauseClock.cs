using System.Threading.Channels;

namespace Checkpointing.Blob.Tests.Mirroring;

/// <summary>A clock that tells when the code under test begins to wait for a time, which nothing else waits for.</summary>
internal sealed class PauseClock(TimeProvider inner, TimeSpan pause) : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = inner.CreateTimer(callback, state, dueTime, period);
        if (dueTime == pause)
        {
            _pauses.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    /// <summary>Waits for the next such wait.</summary>
    public Task WhenPausedAsync() => _pauses.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit);
}
