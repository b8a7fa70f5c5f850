using Harness.Servers;

namespace Harness.Readings;

/// <summary>What one reading gave.</summary>
/// <param name="Events">Events handled.</param>
/// <param name="Time">Time passed.</param>
/// <param name="ProcessorTime">Processor time of this process, in which neither the broker nor the store's server runs.</param>
/// <param name="Allocated">Bytes allocated in this process.</param>
/// <param name="Calls">Calls of the store.</param>
internal sealed record Sample(long Events, TimeSpan Time, TimeSpan ProcessorTime, long Allocated, CallCounts Calls)
{
    public double PerSecond => Events / Time.TotalSeconds;

    public double PerProcessorSecond => Events / ProcessorTime.TotalSeconds;

    public double BytesPerEvent => (double)Allocated / Events;
}
