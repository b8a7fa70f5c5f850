using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Checkpointing.Policies;

/// <summary>
/// Decides when a partition's progress is written as a checkpoint. Policies are immutable, know nothing of stores, and compose with <see cref="Or"/>.
/// </summary>
/// <remarks>
/// <para>In configuration a policy is one text, which is also what <see cref="ToString"/> gives: <c>every event</c>, <c>every 100 events</c>,
/// <c>every 5s</c> (also ms, min, h, or a time span such as 00:00:05), <c>end of batch</c>, <c>manual</c>, and any of them joined by <c>or</c>:
/// <c>every 100 events or every 5s</c>.</para>
/// <para>Derive from it for a rule of your own.</para>
/// </remarks>
[TypeConverter(typeof(CheckpointPolicyConverter))]
public abstract class CheckpointPolicy
{
    /// <summary>A checkpoint after each event. Writes coalesce: while one is under way, and while the writer rests after it, only the newest position waits for the next.</summary>
    public static CheckpointPolicy EveryEvent { get; } = new EveryEventsPolicy(1);

    /// <summary>A checkpoint after each batch that was received, however many events it had.</summary>
    public static CheckpointPolicy EndOfBatch { get; } = new EndOfBatchPolicy();

    /// <summary>No checkpoint but those that the handler asks for, not even when the partition is released.</summary>
    public static CheckpointPolicy Manual { get; } = new ManualPolicy();

    /// <summary>
    /// The longest time that a finished event may wait for a checkpoint to cover it, counted from the first such event; it passes
    /// even if no further event comes. Null for no limit.
    /// </summary>
    public virtual TimeSpan? MaximumAge => null;

    /// <summary>Whether releasing the partition writes a last checkpoint by itself. Only <see cref="Manual"/> says no.</summary>
    public virtual bool WritesOnRelease => true;

    /// <summary>
    /// Whether a checkpoint is due after every finished event, whatever <see cref="IsDue"/> would be told. Such a policy is not asked, and the position that is written is the
    /// newest when the write begins. Must always say the same.
    /// </summary>
    public virtual bool IsDueAfterEveryEvent => false;

    /// <summary>Whether a checkpoint is due. Asked after each finished event and at the end of each batch; must be quick and must not allocate.</summary>
    /// <param name="progress">How far the partition is ahead of its checkpoint.</param>
    public abstract bool IsDue(in CheckpointProgress progress);

    /// <summary>The policy as text, which <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    /// <summary>A checkpoint after each so many events.</summary>
    /// <param name="count">How many; 1 or more.</param>
    public static CheckpointPolicy EveryEvents(int count) => count == 1 ? EveryEvent : new EveryEventsPolicy(count);

    /// <summary>A checkpoint when the first event that none covers has been finished for so long, even if no further event comes.</summary>
    /// <param name="interval">How long; more than zero and at most a day.</param>
    public static CheckpointPolicy Every(TimeSpan interval) => new IntervalPolicy(interval);

    /// <summary>A checkpoint whenever this policy or the other one wants it, whichever comes first.</summary>
    /// <param name="other">The other policy.</param>
    public CheckpointPolicy Or(CheckpointPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return AnyOfPolicy.Combine(this, other);
    }

    /// <summary>Reads a policy from its text.</summary>
    /// <param name="text">The text, as the remarks on this class describe it; case and spare blanks do not matter.</param>
    /// <exception cref="FormatException">It is no policy; the message says what is allowed.</exception>
    public static CheckpointPolicy Parse(string text) => CheckpointPolicyText.Parse(text);

    /// <summary>Reads a policy from its text, if it is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="policy">The policy, or null.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CheckpointPolicy? policy) => CheckpointPolicyText.TryParse(text, out policy);
}
