namespace Checkpointing.Processor.Receiving;

/// <summary>Lets configuration bind a start position from its text.</summary>
internal sealed class StartPositionConverter : TextConverter<StartPosition>
{
    /// <inheritdoc/>
    protected override StartPosition Parse(string text) => StartPosition.Parse(text);
}
