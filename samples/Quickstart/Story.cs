using System.Diagnostics;

namespace Quickstart;

/// <summary>
/// The story of a run: processors share the partitions while events are published; one is killed, one is stopped gracefully, a new one joins;
/// at the end every event is accounted for.
/// </summary>
internal sealed class Story(QuickstartOptions options, RunSettings settings, Publisher publisher, RunLedger ledger, LiveView view)
{
    private const double KillAt = 0.30;
    private const double StopAt = 0.50;
    private const double JoinAt = 0.60;
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<ProcessorProcess> _processors = [];
    private int _started;

    /// <summary>Plays the story until every published event is processed, or nothing moves any more.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (int count = 0; count < options.Processors; count++)
            {
                StartProcessor();
            }

            Task publishing = publisher.PublishAsync(() => ledger.Totals().Processed > 0, cancellationToken);
            await ReachAsync(KillAt, publishing, cancellationToken);
            await KillOneAsync();
            await ReachAsync(StopAt, publishing, cancellationToken);
            await StopOneAsync();
            await ReachAsync(JoinAt, publishing, cancellationToken);
            StartProcessor();
            await publishing;
            view.Say($"all {publisher.Published} events are published");
            await UntilProcessedAsync(publisher.Published, publishing, cancellationToken);
            await Task.WhenAll(_processors.Select(processor => processor.StopAsync()));
        }
        finally
        {
            foreach (ProcessorProcess processor in _processors)
            {
                await processor.DisposeAsync();
            }
        }
    }

    private void StartProcessor()
    {
        string name = $"processor-{++_started}";
        ProcessorProcess processor = ProcessorProcess.Start(name, settings.ForProcessors, ledger, view.Say);
        _processors.Add(processor);
        view.Say($"{name} starts (process {processor.ProcessId})");
    }

    private async Task KillOneAsync()
    {
        ProcessorProcess victim = TakeFirst();
        await victim.KillAsync();
        view.Say($"{victim.Name} is killed: no goodbye, its partitions stay claimed until their ownership expires");
    }

    private async Task StopOneAsync()
    {
        if (_processors.Count < 2)
        {
            return;
        }

        ProcessorProcess leaver = TakeFirst();
        await leaver.StopAsync();
        view.Say($"{leaver.Name} stopped gracefully: last checkpoints stored, partitions released");
    }

    /// <summary>Takes the first one that has something to lose; on a busy machine one may not have got any partition yet.</summary>
    private ProcessorProcess TakeFirst()
    {
        int index = Math.Max(0, _processors.FindIndex(processor => ledger.HasProcessed(processor.Name)));
        ProcessorProcess processor = _processors[index];
        _processors.RemoveAt(index);
        return processor;
    }

    /// <summary>Waits until so much of the work is done. Processed, not published: on a busy machine processors start long after the first events.</summary>
    private async Task ReachAsync(double progress, Task publishing, CancellationToken cancellationToken)
    {
        if (!await UntilProcessedAsync((long)(progress * options.Events), publishing, cancellationToken))
        {
            throw new QuickstartException($"no event was processed for {StallTimeout.TotalSeconds} s; what the processors say is above");
        }
    }

    /// <returns>Whether so many were processed; false if nothing moves any more.</returns>
    private async Task<bool> UntilProcessedAsync(long target, Task publishing, CancellationToken cancellationToken)
    {
        long processed = -1;
        var still = Stopwatch.StartNew();
        while (processed < target && still.Elapsed < StallTimeout)
        {
            await FailIfOneDiedAsync();
            if (publishing.IsFaulted || publishing.IsCanceled)
            {
                await publishing;
            }

            // Between the end of the only processor and the next one only the publisher gets on.
            long now = _processors.Count == 0 ? publisher.Published : ledger.Totals().Processed;
            if (now != processed)
            {
                processed = now;
                still.Restart();
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        return processed >= target;
    }

    private async Task FailIfOneDiedAsync()
    {
        if (_processors.Find(processor => processor.HasExited) is { } dead)
        {
            throw await dead.ExplainEndAsync();
        }
    }
}
