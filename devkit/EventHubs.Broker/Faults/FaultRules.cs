using System.Collections.Immutable;

namespace Devkit.EventHubs.Broker.Faults;

/// <summary>The faults that hold at the moment. Links ask before they answer; without faults that costs one comparison.</summary>
internal sealed class FaultRules
{
    private readonly TimeProvider _time;
    private ImmutableList<FaultRule> _rules = [];

    public FaultRules(TimeProvider time)
    {
        _time = time;
    }

    /// <summary>Whether there is no fault at all.</summary>
    public bool IsQuiet => Volatile.Read(ref _rules).IsEmpty;

    public IDisposable Add(FaultRule rule)
    {
        ImmutableInterlocked.Update(ref _rules, static (rules, added) => rules.Add(added), rule);
        return new Lifting(this, rule);
    }

    public void LiftAll()
    {
        foreach (FaultRule rule in Interlocked.Exchange(ref _rules, []))
        {
            rule.Lift();
        }
    }

    /// <summary>Waits while the link may not answer, then for as long as its answers are delayed.</summary>
    public ValueTask HoldAsync(FaultTarget target, CancellationToken cancellationToken) =>
        IsQuiet ? ValueTask.CompletedTask : HoldSlowlyAsync(target, cancellationToken);

    /// <summary>Waits until the rate allows more events.</summary>
    public async ValueTask PaceAsync(FaultTarget target, int events, CancellationToken cancellationToken)
    {
        foreach (ThrottleRule rule in Volatile.Read(ref _rules).OfType<ThrottleRule>())
        {
            if (rule.Scope.Matches(target))
            {
                await Task.WhenAny(Task.Delay(rule.Take(events), _time, cancellationToken), rule.Lifted).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Whether the events of the link are counted, so that it should send them in small portions.</summary>
    public bool IsThrottled(FaultTarget target) =>
        Volatile.Read(ref _rules) is { IsEmpty: false } rules && rules.Exists(rule => rule is ThrottleRule && rule.Scope.Matches(target));

    /// <summary>Whether the link may not answer at the moment.</summary>
    public bool IsHeld(FaultTarget target) =>
        Volatile.Read(ref _rules) is { IsEmpty: false } rules && rules.Exists(rule => rule is HangRule && rule.Scope.Matches(target));

    /// <summary>The error with which this operation has to fail, or null.</summary>
    public FaultError? TakeFailure(FaultTarget target) => Take<FailureRule>(target)?.Error;

    /// <summary>Whether the answer to this operation has to get lost.</summary>
    public bool TakeLostAnswer(FaultTarget target) => Take<LostAnswerRule>(target) is not null;

    /// <summary>The error with which a new link has to be refused, or null.</summary>
    public FaultError? FindRefusal(FaultTarget target) =>
        Volatile.Read(ref _rules).OfType<RefusalRule>().FirstOrDefault(rule => rule.Scope.Matches(target))?.Error;

    private T? Take<T>(FaultTarget target)
        where T : CountedRule
    {
        foreach (T rule in Volatile.Read(ref _rules).OfType<T>())
        {
            if (rule.Scope.Matches(target) && rule.TryTake())
            {
                if (rule.IsSpent)
                {
                    Remove(rule);
                }

                return rule;
            }
        }

        return null;
    }

    private async ValueTask HoldSlowlyAsync(FaultTarget target, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _rules).Find(rule => rule is HangRule && rule.Scope.Matches(target)) is { } hang)
        {
            await hang.Lifted.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (DelayRule rule in Volatile.Read(ref _rules).OfType<DelayRule>())
        {
            if (rule.Scope.Matches(target))
            {
                await Task.WhenAny(Task.Delay(rule.Delay, _time, cancellationToken), rule.Lifted).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private void Remove(FaultRule rule)
    {
        ImmutableInterlocked.Update(ref _rules, static (rules, removed) => rules.Remove(removed), rule);
        rule.Lift();
    }

    private sealed class Lifting(FaultRules rules, FaultRule rule) : IDisposable
    {
        public void Dispose() => rules.Remove(rule);
    }
}
