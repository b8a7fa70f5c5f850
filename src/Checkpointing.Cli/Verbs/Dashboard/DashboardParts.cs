using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Verbs.Dashboard.Rewinding;
using Checkpointing.Cli.Verbs.Dashboard.Watching;
using Checkpointing.Cli.Verbs.Lag;
using Checkpointing.Cli.Verbs.Rewinding;

namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>What a dashboard reads and changes with. Without an event hub in the settings it shows what the store alone knows.</summary>
internal sealed class DashboardParts : IAsyncDisposable
{
    private readonly HubSession? _hub;
    private readonly LagCollector? _collector;

    private DashboardParts(StoreSession store, ConsumerGroup group, HubSession? hub, LagCollector? collector, DashboardWatch watch, PlanDesk? plans)
    {
        Store = store;
        Group = group;
        _hub = hub;
        _collector = collector;
        Watch = watch;
        Plans = plans;
    }

    /// <summary>The store.</summary>
    public StoreSession Store { get; }

    /// <summary>The group.</summary>
    public ConsumerGroup Group { get; }

    /// <summary>Reads again and again.</summary>
    public DashboardWatch Watch { get; }

    /// <summary>Plans and rewinds; null if nothing is to be changed, or there is no event hub.</summary>
    public PlanDesk? Plans { get; }

    /// <summary>Opens the store, and the hub if there is one.</summary>
    /// <param name="context">The command.</param>
    /// <param name="interval">How often to read.</param>
    /// <param name="stuckAfter">For how long a checkpoint may stand while events wait.</param>
    /// <param name="planValid">For how long a plan can be confirmed; null to change nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DashboardParts> OpenAsync(VerbContext context, TimeSpan interval, TimeSpan stuckAfter, TimeSpan? planValid, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        bool hasHub = context.Settings.ProcessorSection(context.Choice) is not null || context.Choice is { Namespace: not null, Hub: not null };
        if (!hasHub)
        {
            ConsumerGroup group = await context.FindGroupAsync(store, cancellationToken).ConfigureAwait(false);
            return new DashboardParts(
                store, group, hub: null, collector: null, new DashboardWatch(store, group, collector: null, context.OwnerExpiration(), interval, context.Clock), plans: null);
        }

        HubSession hub = context.OpenHub();
        var settings = new LagSettings(context.OwnerExpiration(), stuckAfter, LagVerb.DefaultReads, MaxEvents: null, MaxAge: null, FailsOnTrouble: false);
        var collector = new LagCollector(store, hub, settings, context.Clock);
        PlanDesk? plans = planValid is not { } valid ? null : new PlanDesk(
            store, RewinderMaker.Make(context, store, hub, "dashboard", readingGroup: null), valid, context.Screen, context.Clock);
        return new DashboardParts(
            store, hub.Group, hub, collector, new DashboardWatch(store, hub.Group, collector, context.OwnerExpiration(), interval, context.Clock), plans);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { Plans, _collector, _hub })
        {
            if (part is not null)
            {
                await part.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
