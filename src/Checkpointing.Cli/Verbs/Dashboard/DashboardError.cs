namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>Why a request failed.</summary>
/// <param name="Error">What is the matter and what to do, in a sentence.</param>
internal sealed record DashboardError(string Error);
