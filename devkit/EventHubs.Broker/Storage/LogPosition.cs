namespace Devkit.EventHubs.Broker.Storage;

/// <summary>Where reading begins: at the first event whose property is at least a value.</summary>
/// <param name="Kind">The property.</param>
/// <param name="Value">The least value; without meaning for the latest position.</param>
internal readonly record struct LogPosition(LogPositionKind Kind, long Value)
{
    /// <summary>The oldest event that is kept.</summary>
    public static LogPosition Earliest => new(LogPositionKind.SequenceNumber, 0);

    /// <summary>The next event to be stored.</summary>
    public static LogPosition Latest => new(LogPositionKind.Latest, 0);
}
