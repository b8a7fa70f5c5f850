using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
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
        _contents = await store.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        return
        [
            new Finding(
                FindingLevel.Ok,
                Finding.Group,
                $"It has {Words.Count(_contents.Checkpoints.Count, "checkpoint")} and {Words.Count(_contents.LiveOwners.Values.Distinct(StringComparer.Ordinal).Count(), "live owner")}."),
            .. _contents.LeftByCopies.Count == 0 ? Array.Empty<Finding>() :
            [
                new Finding(
                    FindingLevel.Advice,
                    Finding.Group,
                    $"A copy that was killed holds {Words.Partitions(_contents.LeftByCopies)}: no processor takes them before they expire. Copy again, or free them by 'checkpoints release'."),
            ],
            .. _contents.Faults.Select(fault => new Finding(FindingLevel.Error, Finding.Group, fault.Message)),
        ];
    }

    /// <summary>Compares with the hub.</summary>
    public async Task CompareAsync(HubSession hub, Examination examination, CancellationToken cancellationToken)
    {
        string[] partitions = [];
        await examination.LookAsync(
            Finding.Hub,
            async () =>
            {
                partitions = await ReadPartitionIdsAsync(hub, cancellationToken).ConfigureAwait(false);
                return [new Finding(FindingLevel.Ok, Finding.Hub, $"It answers, and has {Words.Count(partitions.Length, "partition")}.")];
            },
            cancellationToken).ConfigureAwait(false);
        if (partitions.Length > 0)
        {
            await examination.LookAsync(
                Finding.Hub, async () => [await FindGroupAsync(hub, partitions[0], cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
            await examination.LookAsync(Finding.Hub, () => Task.FromResult(Strangers(partitions)), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string[]> ReadPartitionIdsAsync(HubSession hub, CancellationToken cancellationToken)
    {
        EventHubConsumerClient client = hub.MakeClient();
        await using (client.ConfigureAwait(false))
        {
            return await client.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
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
