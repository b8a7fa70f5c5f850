using Devkit.EventHubs.Broker;
using Devkit.EventHubs.Broker.Faults;

namespace Snippets;

internal static class Broker
{
    public static async Task RunAsync()
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 8, "audit"));
        string connectionString = broker.GetConnectionString("orders");

        broker.Publish("orders", "3", "first", "second");
        IReadOnlyList<StoredEvent> stored = broker.ReadStored("orders", "3", fromSequenceNumber: 1);
        PartitionInfo partition = broker.GetPartition("orders", "3");
        broker.ExpireEvents("orders", "3", sequenceNumber: 1);

        broker.Faults.CutConnections(new FaultScope { ConsumerGroup = "audit" });
        broker.Faults.DropLinks(new FaultScope { Client = "P3-*" }, FaultError.LinkStolen);
        using (broker.Faults.StopAnswering(new FaultScope { Links = LinkKinds.Receivers }))
        {
            // Readers are attached and get nothing; the rest goes on.
        }

        using (broker.Faults.BeBusy(operations: 3, new FaultScope { Links = LinkKinds.Senders }))
        {
            // The next three sends are refused with com.microsoft:server-busy.
        }

        await broker.RestartAsync();
    }
}
