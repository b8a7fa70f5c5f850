namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>One thing that was looked at.</summary>
/// <param name="Level">How it is.</param>
/// <param name="About">What: store, clock, group or hub.</param>
/// <param name="Message">A sentence, and what to do.</param>
internal sealed record Finding(FindingLevel Level, string About, string Message)
{
    /// <summary>About the store.</summary>
    public const string Store = "store";

    /// <summary>About its clock.</summary>
    public const string Clock = "clock";

    /// <summary>About the consumer group's records.</summary>
    public const string Group = "group";

    /// <summary>About the event hub.</summary>
    public const string Hub = "hub";
}
