using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Protocol;

namespace Devkit.EventHubs.Broker.Requests;

/// <summary><c>$management</c>, where clients read the properties of hubs and partitions.</summary>
internal sealed class ManagementNode : IRequestNode
{
    private const int Ok = 200;
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    private readonly EventHubsBrokerOptions _options;
    private readonly HubCatalog _hubs;

    public ManagementNode(EventHubsBrokerOptions options, HubCatalog hubs)
    {
        _options = options;
        _hubs = hubs;
    }

    public Reply Answer(AmqpMessage request)
    {
        string? Property(string name) => request.ApplicationProperties?[name] as string;

        if (Property("operation") != "READ" || Property("type") is not (HubType or PartitionType))
        {
            return Reply.From(Refusals.NotImplemented($"The operation '{Property("operation")}' on '{Property("type")}' is not supported."));
        }

        string name = Property("name") ?? "";
        if (_hubs.Find(name) is not { } hub)
        {
            return Reply.From(Refusals.EntityNotFound(name));
        }

        if (Property("type") == HubType)
        {
            return new Reply(Ok, "OK", Body: Describe(hub));
        }

        string partitionId = Property("partition") ?? "";
        return hub.FindPartition(partitionId) is { } partition
            ? new Reply(Ok, "OK", Body: Describe(partition))
            : Reply.From(Refusals.PartitionNotFound(partitionId, hub.Partitions.Count));
    }

    private AmqpMap Describe(Hub hub) => new()
    {
        { "name", hub.Name },
        { "type", HubType },
        { "created_at", hub.CreatedAt },
        { "partition_count", hub.Partitions.Count },
        { "partition_ids", hub.Partitions.Select(partition => partition.Id).ToArray() },
        { "georeplication_factor", _options.Offsets == OffsetFormat.Opaque ? 2 : 1 },
    };

    private AmqpMap Describe(Partition partition)
    {
        PartitionInfo info = partition.Describe();
        return new AmqpMap
        {
            { "name", info.HubName },
            { "type", PartitionType },
            { "partition", info.PartitionId },
            { "begin_sequence_number", info.BeginSequenceNumber },
            { "last_enqueued_sequence_number", info.LastSequenceNumber },
            { "last_enqueued_offset", info.LastOffset },
            { "last_enqueued_time_utc", info.LastEnqueuedTime },
            { "is_partition_empty", info.IsEmpty },
            { "runtime_info_retrieval_time_utc", _options.TimeProvider.GetUtcNow() },
        };
    }
}
