namespace Devkit.EventHubs.Broker.Faults;

/// <summary>What a link is for.</summary>
[Flags]
public enum LinkKinds
{
    /// <summary>No link.</summary>
    None = 0,

    /// <summary>Consumers reading a partition.</summary>
    Receivers = 1,

    /// <summary>Producers writing to a hub or a partition.</summary>
    Senders = 2,

    /// <summary>Requests to <c>$management</c>: properties of hubs and partitions.</summary>
    Management = 4,

    /// <summary>Requests to <c>$cbs</c>: authorisation.</summary>
    Cbs = 8,

    /// <summary>Every link.</summary>
    All = Receivers | Senders | Management | Cbs,
}
