using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Configuration;

namespace Checkpointing.Cli.Settings;

/// <summary>Finds the group that is meant: as typed, then as the processor has it, then the only one that the store knows.</summary>
internal static class GroupFinder
{
    private const int Named = 5;

    public static async Task<ConsumerGroup> FindAsync(ToolSettings settings, GroupChoice choice, StoreSession store, CancellationToken cancellationToken)
    {
        if (FromSettings(settings, choice) is { } group)
        {
            return group;
        }

        ConsumerGroup[] known = [.. (await store.ListGroupsAsync(cancellationToken).ConfigureAwait(false)).Where(candidate => Fits(candidate, choice))];
        return known switch
        {
            [var only] => only,
            [] => throw new CliException(
                ExitCode.Misused,
                $"which group? The settings have no Checkpointing:Processor, and the {store.Name} store knows no group{(choice == GroupChoice.Nothing ? "" : " of that name")}. Name it: --group namespace/hub/group."),
            _ => throw new CliException(
                ExitCode.Misused,
                $"which group? The {store.Name} store knows {known.Length}: name one with --group, such as {string.Join(", ", known.Take(Named).AsEnumerable())}{(known.Length > Named ? ", … ('checkpoints groups' lists them)" : "")}."),
        };
    }

    /// <summary>The group by the command line and the processor's settings, or null if they leave a name open.</summary>
    public static ConsumerGroup? FromSettings(ToolSettings settings, GroupChoice choice) =>
        Spelled(settings, choice) is (var ns, var hub, var group) ? new ConsumerGroup(ns, hub, group) : null;

    /// <summary>The same, with the capitals that were typed.</summary>
    public static (string Namespace, string Hub, string Group)? Spelled(ToolSettings settings, GroupChoice choice)
    {
        IConfigurationSection? processor = settings.ProcessorSection(choice);
        (string? ns, string? hub) = Address(settings, processor);
        ns = choice.Namespace ?? ns;
        hub = choice.Hub ?? hub;
        string group = choice.Group ?? Value(processor, nameof(EventHubsProcessorOptions.ConsumerGroup)) ?? EventHubConsumerClient.DefaultConsumerGroupName;
        return ns is null || hub is null ? null : (ns, hub, group);
    }

    private static (string? Namespace, string? Hub) Address(ToolSettings settings, IConfigurationSection? processor)
    {
        string? hub = Value(processor, nameof(EventHubsProcessorOptions.EventHubName));
        return ConnectionString(settings, processor) is { } parts
            ? (parts.FullyQualifiedNamespace, hub ?? (string.IsNullOrWhiteSpace(parts.EventHubName) ? null : parts.EventHubName))
            : (Value(processor, nameof(EventHubsProcessorOptions.FullyQualifiedNamespace)), hub);
    }

    /// <summary>The connection string of a processor, taken apart; null if it has none.</summary>
    public static EventHubsConnectionStringProperties? ConnectionString(ToolSettings settings, IConfigurationSection? processor)
    {
        string? text = Value(processor, nameof(EventHubsProcessorOptions.ConnectionString));
        if (text is null && Value(processor, nameof(EventHubsProcessorOptions.ConnectionName)) is { } name)
        {
            text = settings.Configuration.GetConnectionString(name);
        }

        if (text is null)
        {
            return null;
        }

        try
        {
            return EventHubsConnectionStringProperties.Parse(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new CliException(
                ExitCode.Misused, $"{processor!.Path}:ConnectionString is no connection string of Event Hubs, which look like 'Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…;EntityPath=…'.");
        }
    }

    private static string? Value(IConfigurationSection? section, string key) => section?[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static bool Fits(ConsumerGroup group, GroupChoice choice) =>
        Same(group.FullyQualifiedNamespace, choice.Namespace) && Same(group.EventHubName, choice.Hub) && Same(group.Name, choice.Group);

    private static bool Same(string name, string? wanted) => wanted is null || name.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}
