using Harness.Servers;

namespace Harness.Readings;

/// <summary>What one reading gave.</summary>
/// <param name="Events">Events handled.</param>
/// <param name="Time">Time passed.</param>
/// <param name="ProcessorTime">Processor time of this process, in which neither the broker nor the store's server runs.</param>
/// <param name="BrokerTime">Processor time of the broker; null where the system does not tell.</param>
/// <param name="ServerTime">Processor time of the store's server; null if it has none here, or the system does not tell.</param>
/// <param name="Allocated">Bytes allocated in this process.</param>
/// <param name="Calls">Calls of the store.</param>
internal sealed record Sample(long Events, TimeSpan Time, TimeSpan ProcessorTime, TimeSpan? BrokerTime, TimeSpan? ServerTime, long Allocated, CallCounts Calls)
{
    public double PerSecond => Events / Time.TotalSeconds;

    public double PerProcessorSecond => Events / ProcessorTime.TotalSeconds;

    /// <summary>Processor time of this process for an event, in microseconds.</summary>
    public double Microseconds => ProcessorTime.TotalMicroseconds / Events;

    /// <summary>The broker's processor time for an event, in microseconds.</summary>
    public double? BrokerMicroseconds => BrokerTime?.TotalMicroseconds / Events;

    /// <summary>The store's server's processor time for an event, in microseconds.</summary>
    public double? ServerMicroseconds => ServerTime?.TotalMicroseconds / Events;

    public double BytesPerEvent => (double)Allocated / Events;
}
