using System.Diagnostics.Metrics;

namespace Checkpointing.Tests.Services;

/// <summary>A factory of meters that hears what is measured on them and on no others, so that tests that run at the same time stay apart.</summary>
public sealed class MeterRecorder : IMeterFactory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);
    private readonly List<Instrument> _instruments = [];
    private readonly List<Measured> _measured = [];
    private readonly MeterListener _listener = new();

    public MeterRecorder(bool listens = true)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
            {
                lock (_lock)
                {
                    _instruments.Add(instrument);
                }

                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        if (listens)
        {
            _listener.Start();
        }
    }

    /// <summary>The instruments that there are.</summary>
    public Instrument[] Instruments
    {
        get
        {
            lock (_lock)
            {
                return [.. _instruments];
            }
        }
    }

    /// <summary>All measurements so far.</summary>
    public Measured[] All
    {
        get
        {
            lock (_lock)
            {
                return [.. _measured];
            }
        }
    }

    public Meter Create(MeterOptions options)
    {
        lock (_lock)
        {
            if (!_meters.TryGetValue(options.Name, out Meter? meter))
            {
                meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
                _meters.Add(options.Name, meter);
            }

            return meter;
        }
    }

    /// <summary>Measurements of one instrument that carry all of the given tags.</summary>
    public Measured[] Of(string instrument, params (string Key, string Value)[] tags) =>
        [.. All.Where(measured => measured.Instrument == instrument && tags.All(tag => measured.Tags.GetValueOrDefault(tag.Key) as string == tag.Value))];

    /// <summary>The sum of measurements of one instrument that carry all of the given tags.</summary>
    public double Sum(string instrument, params (string Key, string Value)[] tags) => Of(instrument, tags).Sum(measured => measured.Value);

    /// <summary>Reads what is read only on demand, and gives the one figure that carries all of the given tags, or null.</summary>
    public double? Read(string instrument, params (string Key, string Value)[] tags)
    {
        int before = All.Length;
        _listener.RecordObservableInstruments();
        return All.Skip(before).SingleOrDefault(measured =>
            measured.Instrument == instrument && tags.All(tag => measured.Tags.GetValueOrDefault(tag.Key) as string == tag.Value))?.Value;
    }

    /// <summary>Reads what is read only on demand.</summary>
    public void Collect() => _listener.RecordObservableInstruments();

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Meter meter in _meters.Values)
        {
            meter.Dispose();
        }
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> copy = new(StringComparer.Ordinal);
        foreach ((string key, object? tag) in tags)
        {
            copy.Add(key, tag);
        }

        lock (_lock)
        {
            _measured.Add(new Measured(instrument.Name, value, copy));
        }
    }

    /// <summary>One measurement.</summary>
    public sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags);
}
