using Checkpointing.Policies;
using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>Applies the policy of one session: each time that its run of finished events has grown, and by a timer where a checkpoint falls due without a further event.</summary>
internal sealed class PolicyWatch : IDisposable
{
    private readonly CheckpointTracker _tracker;
    private readonly PartitionCheckpoints _checkpoints;
    private readonly Action _post;
    private readonly ITimer _timer;
    private volatile CheckpointPolicy _policy;
    private int _isArmed;

    /// <param name="policy">The policy to begin with.</param>
    /// <param name="tracker">Tells what is finished and not written yet.</param>
    /// <param name="checkpoints">Where checkpoints are asked for that are due after every event.</param>
    /// <param name="post">Has what is finished written.</param>
    /// <param name="timeProvider">The clock.</param>
    public PolicyWatch(CheckpointPolicy policy, CheckpointTracker tracker, PartitionCheckpoints checkpoints, Action post, TimeProvider timeProvider)
    {
        _policy = policy;
        _tracker = tracker;
        _checkpoints = checkpoints;
        _post = post;
        _timer = timeProvider.CreateTimer(static self => ((PolicyWatch)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The policy; it may change at any time.</summary>
    public CheckpointPolicy Policy
    {
        get => _policy;
        set
        {
            _policy = value;

            // What the former policy asked for ends here; where the new one wants the next checkpoint is its own affair.
            _checkpoints.FixRequest();
            Volatile.Write(ref _isArmed, 0);
            Apply(hasGrown: true, isEndOfBatch: false);
        }
    }

    /// <summary>Has what is finished written if the policy wants it, and sees to it that it is when the policy will.</summary>
    /// <param name="hasGrown">Whether the run of finished events has grown since the last time.</param>
    /// <param name="isEndOfBatch">Whether it has passed the end of a batch.</param>
    public void Apply(bool hasGrown, bool isEndOfBatch)
    {
        CheckpointPolicy policy = _policy;
        if (policy.IsDueAfterEveryEvent)
        {
            // The usual path of every event: no lock while a write waits already.
            if (hasGrown)
            {
                _checkpoints.Request();
            }

            return;
        }

        long untaken = _tracker.Untaken;
        if (untaken == 0)
        {
            return;
        }

        if (policy.IsDue(new CheckpointProgress(untaken, isEndOfBatch)))
        {
            _post();
        }
        else if (policy.MaximumAge is { } maximumAge && Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(maximumAge, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Has what is finished written, unless the policy leaves it to the handler.</summary>
    public void PostFinished()
    {
        if (_policy.WritesOnRelease)
        {
            _post();
        }
    }

    /// <summary>Wants nothing by itself any more.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>The timer is armed once and not at each checkpoint: it then looks how old the first uncovered event really is.</summary>
    private void OnTimer()
    {
        // A full fence: whoever finishes an event from here on arms the timer, and what was finished before is seen below.
        Interlocked.Exchange(ref _isArmed, 0);
        if (_policy.MaximumAge is not { } maximumAge || _tracker.UntakenAge is not { } age)
        {
            return;
        }

        if (age >= maximumAge)
        {
            _post();
        }
        else if (Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(maximumAge - age, Timeout.InfiniteTimeSpan);
        }
    }
}
