namespace Compare.Costs;

/// <summary>What was asked of a server.</summary>
/// <param name="Requests">Requests on the wire; calls of the store where there is none.</param>
/// <param name="Bytes">Bytes on the wire; null where there is none.</param>
/// <param name="Units">Request units; null where none are charged.</param>
internal readonly record struct MeterReading(long Requests, long? Bytes, double? Units)
{
    public static MeterReading operator -(MeterReading end, MeterReading start) => new(end.Requests - start.Requests, end.Bytes - start.Bytes, end.Units - start.Units);
}
