namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>What does not change while the dashboard runs.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="HasHub">Whether there is an event hub to compare with.</param>
/// <param name="AllowsChanges">Whether rewinds are offered.</param>
/// <param name="ChangeToken">What has to stand in the header of a change; null if there are none.</param>
/// <param name="IntervalSeconds">How often the store and the hub are read.</param>
internal sealed record DashboardSession(string Store, string Group, bool HasHub, bool AllowsChanges, string? ChangeToken, double IntervalSeconds);
