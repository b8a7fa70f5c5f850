using System.Globalization;
using CrashHarness.Processes;
using CrashHarness.Runs;
using CrashHarness.Stores;
using Devkit.EventHubs.Broker;

namespace CrashHarness.Faults;

/// <summary>Does what a plan says, one fault after the other; what takes long (a graceful stop, a pause) goes on while the next ones happen.</summary>
internal sealed class FaultRunner(Fleet fleet, StoreUnderTest store, EventHubsBroker broker, Rewinder rewinder, TimeSpan expiration, Action<string> tell)
{
    /// <summary>How wrong a wrong clock is.</summary>
    public static readonly TimeSpan ClockShift = TimeSpan.FromMinutes(10);

    private const double SameIdentifier = 0.3;
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(3);

    private readonly List<Task> _underWay = [];

    public async Task RunAsync(IEnumerable<PlannedFault> plan, CancellationToken cancellationToken)
    {
        foreach (PlannedFault fault in plan)
        {
            await Task.Delay(fault.Pause, cancellationToken);
            await RunAsync(fault);
        }

        await Task.WhenAll(_underWay);
    }

    private Task RunAsync(in PlannedFault fault) => fault.Kind switch
    {
        FaultKind.KillProcessor => KillAsync(fault),
        FaultKind.StopProcessor => StopAsync(fault),
        FaultKind.ScaleOut => ScaleOutAsync(),
        FaultKind.ScaleIn => ScaleInAsync(fault),
        FaultKind.Rewind => rewinder.RewindAsync(fault),
        FaultKind.KillStore => KillStoreAsync(LongestOutage * fault.Size),
        FaultKind.CutStore => CutStoreAsync(),
        FaultKind.StallStore => StallStoreAsync(LongestOutage * (fault.Size + 0.1)),
        FaultKind.CutHub => CutHubAsync(),
        FaultKind.PauseProcessor => PauseAsync(fault),
        FaultKind.ShiftClock => ShiftClockAsync(fault),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "No such fault."),
    };

    private WorkerProcess? Pick(in PlannedFault fault) => fleet.Alive is { Count: > 0 } alive ? alive[(int)(fault.Pick * alive.Count)] : null;

    private async Task KillAsync(PlannedFault fault)
    {
        if (Pick(fault) is { } victim)
        {
            await victim.KillAsync();
            WorkerProcess next = fleet.Start(fault.Size < SameIdentifier ? victim.Identifier : null);
            tell($"kill -9 of {victim.Identifier}; {next.Identifier} (process {next.Number}) starts");
        }
    }

    private Task StopAsync(PlannedFault fault)
    {
        if (Pick(fault) is { } leaver)
        {
            bool overlaps = fault.Size < 0.5;
            tell($"SIGTERM to {leaver.Identifier}; another one starts {(overlaps ? "at once" : "when it has ended")}");
            Task stop = fleet.StopAsync(leaver);
            if (overlaps)
            {
                fleet.Start();
                _underWay.Add(stop);
            }
            else
            {
                _underWay.Add(StartAfterAsync(stop));
            }
        }

        return Task.CompletedTask;

        async Task StartAfterAsync(Task stop)
        {
            await stop;
            fleet.Start();
        }
    }

    private Task ScaleOutAsync()
    {
        tell($"{fleet.Start().Identifier} joins");
        return Task.CompletedTask;
    }

    private Task ScaleInAsync(in PlannedFault fault)
    {
        if (Pick(fault) is { } leaver)
        {
            tell($"{leaver.Identifier} leaves (SIGTERM)");
            _underWay.Add(fleet.StopAsync(leaver));
        }

        return Task.CompletedTask;
    }

    private async Task KillStoreAsync(TimeSpan down)
    {
        tell(string.Create(CultureInfo.InvariantCulture, $"kill -9 of the store's server for {down.TotalSeconds:0.0} s"));
        await store.KillAsync(down);
    }

    private Task CutStoreAsync()
    {
        tell("all connections to the store are reset");
        store.Cut();
        return Task.CompletedTask;
    }

    private async Task StallStoreAsync(TimeSpan duration)
    {
        tell(string.Create(CultureInfo.InvariantCulture, $"the store does not answer for {duration.TotalSeconds:0.0} s"));
        await store.StallAsync(duration);
    }

    private Task CutHubAsync()
    {
        tell("all connections to the event hub are reset");
        broker.Faults.CutConnections();
        return Task.CompletedTask;
    }

    private async Task PauseAsync(PlannedFault fault)
    {
        if (Pick(fault) is { } victim)
        {
            TimeSpan duration = expiration * (1.2 + fault.Size);
            tell(string.Create(CultureInfo.InvariantCulture, $"{victim.Identifier} stands still for {duration.TotalSeconds:0.0} s"));
            await victim.PauseAsync();
            _underWay.Add(ResumeAsync());

            async Task ResumeAsync()
            {
                await Task.Delay(duration);
                await victim.ResumeAsync();
                tell($"{victim.Identifier} goes on");
            }
        }
    }

    private async Task ShiftClockAsync(PlannedFault fault)
    {
        if (Pick(fault) is { } victim)
        {
            await victim.KillAsync();
            WorkerProcess next = fleet.Start(clockShift: fault.Size < 0.5 ? ClockShift : -ClockShift);
            tell($"kill -9 of {victim.Identifier}; {next.Identifier} starts with a clock that is off by {next.ClockShift}");
        }
    }
}
