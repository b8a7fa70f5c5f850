using System.Diagnostics.Metrics;

namespace Harness.Network;

/// <summary>Counts the HTTP requests of this process, as its own client tells them. Each waits for its answer, so that it is a round trip.</summary>
internal sealed class HttpRequests : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public HttpRequests()
    {
        // See https://learn.microsoft.com/dotnet/core/diagnostics/built-in-metrics-system-net#metric-httpclientrequestduration
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "System.Net.Http" && instrument.Name == "http.client.request.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
        _listener.Start();
    }

    /// <summary>The requests that were answered so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
