using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Receivers;

/// <summary>A consumer as the rules about epochs see it.</summary>
internal interface IReceiver
{
    /// <summary>The consumer's name, or null.</summary>
    string? Client { get; }

    /// <summary>The epoch of an exclusive consumer, or null.</summary>
    long? Epoch { get; }

    /// <summary>Whether the consumer's link has ended, though nobody may have noticed yet.</summary>
    bool HasLeft { get; }

    /// <summary>Detaches the consumer because another has its place.</summary>
    void Evict(FaultError error);
}
