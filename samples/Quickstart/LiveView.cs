using System.Diagnostics;
using System.Globalization;
using Checkpointing;
using Spectre.Console;

namespace Quickstart;

/// <summary>Shows the run while it goes: a table that refreshes in place on a terminal, a line every two seconds elsewhere.</summary>
internal sealed class LiveView(IAnsiConsole console, ICheckpointStore store, ConsumerGroup group, RunLedger ledger, Publisher publisher, HubWatch hub)
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);
    private const int StoriesShown = 8;

    private readonly Lock _guard = new();
    private readonly List<string> _stories = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private bool IsLive => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal;

    /// <summary>Tells something that happened.</summary>
    public void Say(string story)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,5:0.0} s  {story}");
        lock (_guard)
        {
            _stories.Add(line);
            if (!IsLive)
            {
                console.Profile.Out.Writer.WriteLine(line);
            }
        }
    }

    /// <summary>Shows the run until told to stop, and one last time then.</summary>
    public Task ShowAsync(CancellationToken stop) => IsLive
        ? console.Live(new Text("")).StartAsync(context => RepeatAsync(TableInterval, async () =>
        {
            context.UpdateTarget(await DrawAsync());
            context.Refresh();
        }, stop))
        : RepeatAsync(LineInterval, () =>
        {
            RunTotals totals = ledger.Totals();
            Say(string.Create(CultureInfo.InvariantCulture,
                $"published {publisher.Published}, processed {totals.Processed}, duplicates {totals.Duplicates}, takeovers {totals.Takeovers}, checkpoints {totals.Checkpoints}"));
            return Task.CompletedTask;
        }, stop);

    private static async Task RepeatAsync(TimeSpan interval, Func<Task> show, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await show();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await show();
        }
    }

    private async Task<Rows> DrawAsync()
    {
        Dictionary<string, PartitionOwnership> owners =
            (await store.ListOwnershipAsync(group, CancellationToken.None)).Items.ToDictionary(owner => owner.PartitionId);
        Dictionary<string, Checkpoint> checkpoints =
            (await store.ListCheckpointsAsync(group, CancellationToken.None)).Items.ToDictionary(checkpoint => checkpoint.PartitionId);
        IReadOnlyDictionary<string, long?> positions = ledger.Positions();
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumn("partition").AddColumn("owner")
            .AddColumn(new TableColumn("position").RightAligned())
            .AddColumn(new TableColumn("checkpoint").RightAligned())
            .AddColumn(new TableColumn("lag").RightAligned());
        foreach ((string partitionId, long last) in hub.Last.OrderBy(pair => pair.Key, PartitionIds.Numerically))
        {
            long? position = positions.GetValueOrDefault(partitionId);
            table.AddRow(
                Markup.Escape(partitionId),
                owners.GetValueOrDefault(partitionId) is { OwnerId.Length: > 0 } owner ? Markup.Escape(owner.OwnerId) : "[grey]nobody[/]",
                Show(position),
                Show(checkpoints.GetValueOrDefault(partitionId)?.SequenceNumber),
                Show(last - (position ?? -1)));
        }

        lock (_guard)
        {
            return new Rows(table, new Text(string.Join('\n', _stories.TakeLast(StoriesShown))));
        }
    }

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
