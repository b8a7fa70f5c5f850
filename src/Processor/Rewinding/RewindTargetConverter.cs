using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Rewinding;

/// <summary>Lets configuration bind a target from its text.</summary>
internal sealed class RewindTargetConverter : TextConverter<RewindTarget>
{
    /// <inheritdoc/>
    protected override RewindTarget Parse(string text) => RewindTarget.Parse(text);
}
