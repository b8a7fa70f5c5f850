namespace Devkit.EventHubs.Broker.Storage;

/// <summary>What a position is compared with.</summary>
internal enum LogPositionKind
{
    Latest,
    SequenceNumber,
    Offset,
    EnqueuedTime,
}
