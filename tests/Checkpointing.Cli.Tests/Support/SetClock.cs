namespace Checkpointing.Cli.Tests.Support;

/// <summary>A clock that shows what it is told.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
