using Devkit.EventHubs.Broker;

namespace BrokerThroughput;

/// <summary>A client that publishes and reads as fast as it can. Both end quietly when they are told to stop.</summary>
internal interface ILoad : IAsyncDisposable
{
    /// <summary>Name in the table.</summary>
    string Name { get; }

    /// <summary>Publishes to every partition until it is stopped, reporting each batch that was accepted.</summary>
    Task PublishAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop);

    /// <summary>Reads every partition from its beginning until it is stopped, reporting what came.</summary>
    Task ReceiveAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop);
}
