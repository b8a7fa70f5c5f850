namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>Where the page is, for <c>--json</c>.</summary>
/// <param name="Url">Its address, with the token if it needs one.</param>
/// <param name="AllowsChanges">Whether rewinds are offered.</param>
internal sealed record DashboardStart(string Url, bool AllowsChanges);
