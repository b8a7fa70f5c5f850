using System.Diagnostics.Metrics;

namespace Processor.Tests.Telemetry;

/// <summary>Listens to handler times without allocating anything itself.</summary>
internal sealed class CountingListener : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private Meter? _meter;

    public CountingListener(bool listens)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Calls += instrument.Name == "messaging.process.duration" ? 1 : 0);
        if (listens)
        {
            _listener.Start();
        }
    }

    public int Calls { get; private set; }

    public Meter Create(MeterOptions options) => _meter ??= new Meter(options.Name, null, null, scope: this);

    public void Dispose()
    {
        _listener.Dispose();
        _meter?.Dispose();
    }
}
