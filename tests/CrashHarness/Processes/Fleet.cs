using System.Collections.Concurrent;
using CrashHarness.Journals;
using CrashHarness.Workers;

namespace CrashHarness.Processes;

/// <summary>The processors of a run: starts them, knows who is alive, and starts those again that could not start, as an orchestrator does.</summary>
internal sealed class Fleet(FleetSettings settings, RunJournals journals, Action<string> tell) : IAsyncDisposable
{
    private static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromSeconds(1);

    private readonly Lock _guard = new();
    private readonly List<WorkerProcess> _all = [];
    private readonly HashSet<WorkerProcess> _ended = [];
    private int _started;
    private int _failedStarts;
    private volatile bool _isOver;

    /// <summary>What should not have happened to a process.</summary>
    public ConcurrentQueue<string> Troubles { get; } = new();

    /// <summary>How many processes were started.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>How many processes ended before they were ready, because the store was out of reach.</summary>
    public int FailedStarts => Volatile.Read(ref _failedStarts);

    /// <summary>Those that run and that nothing is being done to.</summary>
    public IReadOnlyList<WorkerProcess> Alive
    {
        get
        {
            lock (_guard)
            {
                return [.. _all.Where(worker => !worker.IsMeantToEnd && !worker.IsPaused && !_ended.Contains(worker))];
            }
        }
    }

    /// <summary>All that were ever started.</summary>
    public IReadOnlyList<WorkerProcess> All
    {
        get
        {
            lock (_guard)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Starts a processor.</summary>
    /// <param name="identifier">Its identifier; null for one that nobody had.</param>
    /// <param name="clockShift">By how much its clock is wrong.</param>
    public WorkerProcess Start(string? identifier = null, TimeSpan clockShift = default)
    {
        lock (_guard)
        {
            int number = ++_started;
            identifier ??= FormattableString.Invariant($"p{number}");
            string journal = journals.Open(number, identifier);
            WorkerProcess worker = WorkerProcess.Start(
                number,
                new WorkerSettings(identifier, journal, clockShift, settings.Work, settings.IsPlain),
                settings.Configuration,
                Path.ChangeExtension(journal, "log"));
            _all.Add(worker);
            _ = WatchAsync(worker);
            return worker;
        }
    }

    /// <summary>Stops one gracefully; what goes wrong is noted.</summary>
    public async Task StopAsync(WorkerProcess worker)
    {
        if (await worker.StopAsync() is { } trouble)
        {
            Troubles.Enqueue(trouble);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        foreach (WorkerProcess worker in All)
        {
            await worker.DisposeAsync();
        }
    }

    private async Task WatchAsync(WorkerProcess worker)
    {
        await worker.WhenEndedAsync();
        lock (_guard)
        {
            _ended.Add(worker);
        }

        if (worker.IsMeantToEnd)
        {
            return;
        }

        if (worker.IsReady)
        {
            Troubles.Enqueue($"'{worker.Identifier}' (process {worker.Number}) ended by itself with exit code {worker.ExitCode}: {worker.LastWords}");
        }
        else
        {
            Interlocked.Increment(ref _failedStarts);
            tell($"{worker.Identifier} could not start and is started again: {worker.LastWords}");
            await Task.Delay(PauseBeforeRetry);
        }

        if (!_isOver)
        {
            Start(worker.Identifier, worker.ClockShift);
        }
    }
}
