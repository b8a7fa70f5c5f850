using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Copying;

namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>Looks at the records of a group, and compares them with the event hub.</summary>
internal sealed class GroupCheckup(ConsumerGroup group, StorePlace store)
{
    private PlaceContents? _contents;

    /// <summary>Looks at the records.</summary>
    public async Task<IEnumerable<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            _contents = await store.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointStoreException exception)
        {
            return [new Finding(FindingLevel.Error, Finding.Group, exception.Message)];
        }

        return
        [
            new Finding(
                FindingLevel.Ok,
                Finding.Group,
                $"It has {Words.Count(_contents.Checkpoints.Count, "checkpoint")} and {Words.Count(_contents.LiveOwners.Values.Distinct(StringComparer.Ordinal).Count(), "live owner")}."),
            .. _contents.Faults.Select(fault => new Finding(FindingLevel.Error, Finding.Group, fault.Message)),
        ];
    }

    /// <summary>Compares with the hub.</summary>
    public async Task<IEnumerable<Finding>> CompareAsync(HubSession hub, CancellationToken cancellationToken)
    {
        EventHubConsumerClient client = hub.MakeClient();
        await using (client.ConfigureAwait(false))
        {
            try
            {
                string[] partitions = await client.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
                return
                [
                    new Finding(FindingLevel.Ok, Finding.Hub, $"It answers, and has {Words.Count(partitions.Length, "partition")}."),
                    await FindGroupAsync(hub, partitions[0], cancellationToken).ConfigureAwait(false),
                    .. Strangers(partitions),
                ];
            }
            catch (Exception exception) when (exception is EventHubsException or UnauthorizedAccessException or TimeoutException or System.Net.Sockets.SocketException)
            {
                return [new Finding(FindingLevel.Error, Finding.Hub, Secrets.Hide(Failures.Explain(exception).Message))];
            }
        }
    }

    /// <summary>Only who wants to read in a group learns whether it exists.</summary>
    private static async Task<Finding> FindGroupAsync(HubSession hub, string partitionId, CancellationToken cancellationToken)
    {
        string name = hub.Options.ConsumerGroup;
        var receiver = new PartitionReceiver(
            name, partitionId, EventPosition.Latest, hub.Connection, new PartitionReceiverOptions { PrefetchCount = 0, RetryOptions = hub.Options.RetryOptions });
        await using (receiver.ConfigureAwait(false))
        {
            try
            {
                await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
                return new Finding(FindingLevel.Ok, Finding.Hub, $"The consumer group {name} exists.");
            }
            catch (EventHubsException exception) when (exception.Reason == EventHubsException.FailureReason.ConsumerDisconnected)
            {
                return new Finding(FindingLevel.Ok, Finding.Hub, $"The consumer group {name} exists, and is being read.");
            }
            catch (EventHubsException exception) when (exception.Reason == EventHubsException.FailureReason.ResourceNotFound)
            {
                return new Finding(FindingLevel.Error, Finding.Hub, $"The consumer group {name} does not exist. Create it, or correct ConsumerGroup.");
            }
        }
    }

    private IEnumerable<Finding> Strangers(string[] partitions)
    {
        if (_contents is null)
        {
            yield break;
        }

        string[] strangers = [.. _contents.Checkpoints.Keys.Union(_contents.Epochs.Keys, StringComparer.Ordinal).Except(partitions, StringComparer.Ordinal)];
        if (strangers.Length > 0)
        {
            yield return new Finding(
                FindingLevel.Error,
                Finding.Hub,
                $"The store has records of {Words.Partitions(strangers)}, which the hub does not have: they belong to another hub of that name, or the hub was made anew with fewer partitions.");
        }
        else
        {
            yield return new Finding(FindingLevel.Ok, Finding.Hub, "Its partitions match the store's.");
        }
    }
}
