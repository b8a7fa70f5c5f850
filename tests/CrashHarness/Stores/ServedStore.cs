using System.Net;
using Checkpointing.Conformance.Servers;

namespace CrashHarness.Stores;

/// <summary>A store with a server of this run's own, and a proxy before it.</summary>
internal sealed class ServedStore : StoreUnderTest
{
    private readonly FaultyProxy _proxy;
    private readonly Func<Task> _kill;
    private readonly Func<Task> _start;
    private readonly Func<ValueTask> _dispose;

    /// <param name="backend">The backend.</param>
    /// <param name="endPoint">Where the server listens; the same after a restart.</param>
    /// <param name="settings">The settings below the backend's section for a server at some address.</param>
    /// <param name="kill">Ends the server as <c>kill -9</c> does.</param>
    /// <param name="start">Starts it again.</param>
    /// <param name="dispose">Ends it and removes what it left.</param>
    public ServedStore(
        string backend, IPEndPoint endPoint, Func<IPEndPoint, Dictionary<string, string?>> settings, Func<Task> kill, Func<Task> start, Func<ValueTask> dispose)
        : base(backend)
    {
        _proxy = FaultyProxy.Start(endPoint);
        _kill = kill;
        _start = start;
        _dispose = dispose;
        ProcessorSettings = Complete(settings(_proxy.EndPoint));
        OwnSettings = Complete(settings(endPoint));
    }

    public override IReadOnlyDictionary<string, string?> ProcessorSettings { get; }

    public override IReadOnlyDictionary<string, string?> OwnSettings { get; }

    public override bool HasServer => true;

    public override async Task KillAsync(TimeSpan down)
    {
        await _kill();
        await Task.Delay(down);
        await _start();
    }

    public override void Cut() => _proxy.CutAll();

    public override async Task StallAsync(TimeSpan duration)
    {
        _proxy.Arm(new ProxyFault(ProxyFaultKind.Stall, ProxyDirection.Request, IsLasting: true));
        await Task.Delay(duration);
        _proxy.Heal();
    }

    protected override async ValueTask DisposeServerAsync()
    {
        await _proxy.DisposeAsync();
        await _dispose();
    }

    private Dictionary<string, string?> Complete(Dictionary<string, string?> settings) =>
        new(settings.Select(setting => KeyValuePair.Create($"Checkpointing:{Backend}:{setting.Key}", setting.Value))) { ["Checkpointing:Store"] = Backend };
}
