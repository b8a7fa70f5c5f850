using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Groups;

/// <summary>The groups that a store knows.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Groups">The groups, in the order of their names.</param>
internal sealed record GroupsReport(string Store, IReadOnlyList<GroupEntry> Groups)
{
    /// <summary>Asks the store.</summary>
    public static async Task<GroupsReport> ReadAsync(StoreSession store, CancellationToken cancellationToken)
    {
        IReadOnlyList<ConsumerGroup> groups = await store.ListGroupsAsync(cancellationToken).ConfigureAwait(false);
        return new GroupsReport(store.Name, [.. groups.Select(group => new GroupEntry(group.FullyQualifiedNamespace, group.EventHubName, group.Name))]);
    }
}
