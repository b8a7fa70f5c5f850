namespace Devkit.EventHubs.Broker.Faults;

/// <summary>A link that faults can reach.</summary>
internal interface IFaultyLink
{
    /// <summary>What the link is.</summary>
    FaultTarget Target { get; }

    /// <summary>Detaches the link with an error.</summary>
    void Drop(FaultError error);
}
