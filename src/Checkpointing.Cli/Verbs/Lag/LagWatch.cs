using System.Text.Json;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>Shows the lag again and again: in place on a terminal, a line for each reading elsewhere, a document for each with <c>--json</c>.</summary>
internal sealed class LagWatch(LagCollector collector, Screen screen, TimeSpan interval, int? count, Func<int, int> rows, TimeProvider clock)
{
    private const int LinesAround = 8;

    private readonly LagHistory _history = new();

    /// <summary>Runs until it is interrupted, or has read so many times.</summary>
    /// <returns>The exit code of the last reading.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int exitCode = ExitCode.Ok;
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            if (screen.IsTerminal && !screen.IsJson)
            {
                screen.Clear();
            }

            for (int reading = 1; ; reading++)
            {
                exitCode = await ShowAsync(cancellationToken).ConfigureAwait(false);
                if (reading == count || !await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                {
                    return exitCode;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
            return exitCode;
        }
        finally
        {
            if (screen.IsTerminal && !screen.IsJson)
            {
                screen.WriteLine();
            }
        }
    }

    private async Task<int> ShowAsync(CancellationToken cancellationToken)
    {
        LagReport report;
        try
        {
            report = await collector.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is CheckpointStoreException or Azure.Messaging.EventHubs.EventHubsException or TimeoutException)
        {
            // A watch outlives an outage, which is what it may have been started for.
            if (screen.IsTerminal && !screen.IsJson)
            {
                // The line in which the cursor stands says that this is read again and again.
                screen.Write("\r");
                screen.ClearRest(ofScreen: true);
            }

            screen.Complain(Secrets.Hide(Failures.Explain(failure is CheckpointStoreException store ? collector.Explain(store) : failure).Message));
            return ExitCode.Failed;
        }

        _history.Add(report);
        Draw(report);
        return LagVerb.ExitCodeOf(report);
    }

    private void Draw(LagReport report)
    {
        if (screen.IsJson)
        {
            screen.WriteLine(JsonSerializer.Serialize(report, Documents.Lines.LagReport));
        }
        else if (screen.IsTerminal)
        {
            DrawInPlace(report);
        }
        else
        {
            screen.WriteLine($"{Words.Time(report.ReadAt)}  {LagText.Brief(report)}; {_history.Describe(screen.Width)}");
        }

        screen.Flush();
    }

    private void DrawInPlace(LagReport report)
    {
        screen.Measure();
        screen.Home();
        LagText.Print(report, Math.Min(rows(report.Partitions.Count), Math.Max(screen.Height - LinesAround, 1)), screen, () => screen.ClearRest(ofScreen: false));
        foreach (string line in Words.Wrap(_history.Describe(screen.Width), screen.Width, 0))
        {
            screen.Write(line);
            screen.ClearRest(ofScreen: false);
            screen.WriteLine();
        }

        screen.Write($"{Words.Time(report.ReadAt)}, every {(interval < TimeSpan.FromSeconds(1) ? $"{interval.TotalMilliseconds:0}ms" : Words.Age(interval))}; Ctrl-C ends", Style.Faint);
        screen.ClearRest(ofScreen: true);
    }
}
