namespace Devkit.EventHubs.Broker.Faults;

/// <summary>An AMQP error that a client is to get.</summary>
/// <param name="Condition">The AMQP condition, such as <c>com.microsoft:server-busy</c>.</param>
/// <param name="Description">The text beside it. Clients take some decisions from it.</param>
public sealed record FaultError(string Condition, string Description)
{
    /// <summary>The service is overloaded; clients wait and try again.</summary>
    public static FaultError ServerBusy { get; } =
        new("com.microsoft:server-busy", "The request was terminated because the server is busy. Please wait and try again.");

    /// <summary>Another receiver has taken the partition over.</summary>
    public static FaultError LinkStolen { get; } =
        new("amqp:link:stolen", "New receiver was created with a higher or equal epoch, hence the current receiver is getting disconnected.");

    /// <summary>The service closes the link without blaming anybody, as it does on its upgrades.</summary>
    public static FaultError DetachForced { get; } =
        new("amqp:link:detach-forced", "The link was force detached by the broker.");

    /// <summary>The service closes the connection, as it does on its upgrades.</summary>
    public static FaultError ConnectionForced { get; } =
        new("amqp:connection:forced", "The connection was closed by the broker.");

    /// <summary>The service took too long.</summary>
    public static FaultError Timeout { get; } =
        new("com.microsoft:timeout", "The operation did not complete within the allotted time.");
}
