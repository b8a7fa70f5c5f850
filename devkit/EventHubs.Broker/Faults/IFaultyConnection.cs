namespace Devkit.EventHubs.Broker.Faults;

/// <summary>A client's connection that faults can reach.</summary>
internal interface IFaultyConnection
{
    /// <summary>The links that are open on it.</summary>
    IReadOnlyCollection<IFaultyLink> Links { get; }

    /// <summary>Cuts the connection without a word.</summary>
    void Cut();

    /// <summary>Stops reading and writing.</summary>
    void Freeze();

    /// <summary>Goes on reading and writing.</summary>
    void Thaw();

    /// <summary>Closes the connection with an error.</summary>
    void Close(FaultError error);
}
