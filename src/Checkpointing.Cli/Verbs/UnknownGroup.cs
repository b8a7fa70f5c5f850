using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs;

/// <summary>
/// Says of a group without any record which groups there are instead. Most often its name is misspelt, or the settings are those of another environment; an empty answer would be
/// taken for one about the group that was meant.
/// </summary>
internal static class UnknownGroup
{
    private const int Named = 5;

    /// <summary>Tells it as a warning, if it is so.</summary>
    /// <param name="context">The command.</param>
    /// <param name="store">The store, in which nothing was found.</param>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task TellAsync(VerbContext context, StoreSession store, ConsumerGroup group, CancellationToken cancellationToken)
    {
        if (await DescribeAsync($"the {store.Name} store", store.ListGroupsAsync, group, cancellationToken).ConfigureAwait(false) is { } unknown)
        {
            context.Screen.Remark($"warning: {unknown}");
        }
    }

    /// <summary>The sentence, without a full stop; null if the place knows the group.</summary>
    /// <param name="place">What has no record.</param>
    /// <param name="list">Lists the groups that it knows.</param>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<string?> DescribeAsync(
        string place, Func<CancellationToken, Task<IReadOnlyList<ConsumerGroup>>> list, ConsumerGroup group, CancellationToken cancellationToken)
    {
        string others;
        try
        {
            IReadOnlyList<ConsumerGroup> known = await list(cancellationToken).ConfigureAwait(false);
            if (known.Contains(group))
            {
                return null;
            }

            others = known.Count == 0 ? ", or of any other group" : $"; it knows {string.Join(", ", known.Take(Named))}{(known.Count > Named ? ", … ('checkpoints groups' lists them)" : "")}";
        }
        catch (Exception failure) when (failure is CheckpointStoreException or CliException)
        {
            // What was asked is answered. That others cannot be listed, for want of a permission, is not to take its place.
            others = "";
        }

        return $"{place} has no record of {group}{others}";
    }
}
