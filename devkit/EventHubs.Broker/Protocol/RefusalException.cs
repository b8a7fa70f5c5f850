using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>What a client asked for cannot be done; the error is its answer.</summary>
internal sealed class RefusalException : Exception
{
    public RefusalException(FaultError error)
        : base(error.Description)
    {
        Error = error;
    }

    public FaultError Error { get; }
}
