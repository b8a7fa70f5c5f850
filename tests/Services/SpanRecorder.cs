using System.Diagnostics;

namespace Checkpointing.Tests.Services;

/// <summary>Hears the spans of one source that carry a tag. Spans are the whole process's: the tag keeps tests that run at the same time apart.</summary>
public sealed class SpanRecorder : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public SpanRecorder(string source, string tag, string value)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.GetTagItem(tag) as string == value)
                {
                    lock (_lock)
                    {
                        _ended.Add(span);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans that have ended, in that order.</summary>
    public Activity[] Ended
    {
        get
        {
            lock (_lock)
            {
                return [.. _ended];
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
