using Harness;
using Harness.Network;
using Harness.Servers;

namespace Compare.Costs;

/// <summary>A store that nobody else uses, and what it asks of its server.</summary>
internal sealed class Meter : IAsyncDisposable
{
    private readonly Lock _guard = new();
    private readonly DistanceProxy? _proxy;
    private readonly bool _hasUnits;
    private double _units;

    private Meter(BackendServer server)
    {
        _proxy = server.EndPoint is { } endPoint ? DistanceProxy.Start(endPoint) : null;
        _hasUnits = server.Name == Backends.Cosmos;
        Connection = _proxy is null ? server.ConnectionString : server.ConnectionStringAt(_proxy.EndPoint);
    }

    /// <summary>The way that is metered.</summary>
    public string Connection { get; }

    /// <summary>The store; null if something else uses the connection.</summary>
    public CountingStore? Store { get; private set; }

    /// <summary>What was asked so far.</summary>
    public MeterReading Now
    {
        get
        {
            lock (_guard)
            {
                return new MeterReading(_proxy?.Turns ?? Store?.Counts.Total ?? 0, _proxy?.Bytes, _hasUnits ? _units : null);
            }
        }
    }

    /// <summary>A meter with a store.</summary>
    public static async Task<Meter> StartAsync(BackendServer server)
    {
        Meter meter = new(server);
        meter.Store = new CountingStore(await server.MakeStoreAsync(meter.Connection, meter.Charge));
        return meter;
    }

    /// <summary>A meter for another user of the server's protocol.</summary>
    public static Meter StartBare(BackendServer server) => new(server);

    public ValueTask DisposeAsync() => Disposal.AllAsync(Store?.Inner, _proxy);

    private void Charge(double units)
    {
        lock (_guard)
        {
            _units += units;
        }
    }
}
