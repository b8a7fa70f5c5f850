using System.Globalization;
using Devkit.EventHubs.Broker.Receivers;
using Devkit.EventHubs.Broker.Senders;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Hubs;

/// <summary>A partition of a hub.</summary>
internal sealed class Partition : IDisposable
{
    public Partition(string hubName, int index, RetentionOptions retention, EventHubsBrokerOptions broker, SegmentBuffers buffers, string? hubDirectory)
    {
        HubName = hubName;
        Id = index.ToString(CultureInfo.InvariantCulture);
        Offsets = new OffsetText(broker.Offsets, Id);
        PartitionDirectory? directory = hubDirectory is null ? null : new PartitionDirectory(Path.Combine(hubDirectory, Id));
        Log = new PartitionLog(buffers, retention, Offsets, broker.TimeProvider, directory);
    }

    public string HubName { get; }

    public string Id { get; }

    public OffsetText Offsets { get; }

    public PartitionLog Log { get; }

    public ReceiverRegistry Receivers { get; } = new();

    public ProducerSequences Producers { get; } = new();

    public PartitionInfo Describe()
    {
        LogState state = Log.GetState();
        return new PartitionInfo(
            HubName,
            Id,
            state.BeginSequenceNumber,
            state.LastSequenceNumber,
            Offsets.Format(state.LastOffset),
            DateTimeOffset.FromUnixTimeMilliseconds(state.LastEnqueuedTime),
            state.SizeInBytes);
    }

    public void Dispose() => Log.Dispose();
}
