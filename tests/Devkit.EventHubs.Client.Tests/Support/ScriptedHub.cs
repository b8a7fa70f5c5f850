using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>A hub without a network: partitions with events, readers that do as they are told.</summary>
internal sealed class ScriptedHub
{
    public const string Namespace = "scripted.test";
    public const string Name = "hub";

    private readonly Dictionary<string, ScriptedPartition> _partitions;

    public ScriptedHub(int partitions) => _partitions = Enumerable.Range(0, partitions)
        .ToDictionary(i => i.ToString(CultureInfo.InvariantCulture), _ => new ScriptedPartition());

    public string[] PartitionIds => [.. _partitions.Keys];

    public ConcurrentQueue<ConsumerSettings> Opened { get; } = [];

    public ConcurrentQueue<ScriptedConnection> Connections { get; } = [];

    public Func<Exception?>? PropertiesFailure { get; set; }

    /// <summary>What a receive of a reader throws instead of its work, if anything.</summary>
    public Func<ConsumerSettings, Exception?>? ReceiveFailure { get; set; }

    public ScriptedPartition this[string partitionId] => _partitions[partitionId];

    public EventHubConnection Connect()
    {
        var transport = new ScriptedConnection(this);
        Connections.Enqueue(transport);
        return new EventHubConnection(Namespace, Name, transport);
    }

    public IEnumerable<ConsumerSettings> ReadersOf(string partitionId) =>
        Opened.Where(s => s.PartitionId == partitionId && s.OwnerLevel.HasValue);
}
