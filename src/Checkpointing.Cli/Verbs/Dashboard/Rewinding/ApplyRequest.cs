namespace Checkpointing.Cli.Verbs.Dashboard.Rewinding;

/// <summary>Confirms a plan.</summary>
/// <param name="Plan">Its id.</param>
internal sealed record ApplyRequest(string? Plan);
