using System.Diagnostics;
using System.Globalization;
using CrashHarness.Journals;
using CrashHarness.Workers;

namespace CrashHarness.Processes;

/// <summary>One start of a processor in a process of its own.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>How long a processor may take to finish its handlers, store its last checkpoints and release its partitions, whatever the store does meanwhile.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private const int MostWords = 300;

    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(int number, string identifier, TimeSpan clockShift, Process process, string log)
    {
        Number = number;
        Identifier = identifier;
        ClockShift = clockShift;
        _process = process;
        _reading = ReadAsync(log);
    }

    public int Number { get; }

    public string Identifier { get; }

    public TimeSpan ClockShift { get; }

    public int ProcessId => _process.Id;

    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Whether the run has done something to it that ends it.</summary>
    public bool IsMeantToEnd { get; private set; }

    public bool IsPaused { get; private set; }

    public int ExitCode => _process.ExitCode;

    /// <summary>The last thing it said, or the beginning of it: the log has all.</summary>
    public string LastWords { get; private set; } = "nothing";

    public TimeSpan? AskedToStop { get; private set; }

    /// <summary>When it was killed by the run.</summary>
    public TimeSpan? Killed { get; private set; }

    public static WorkerProcess Start(int number, WorkerSettings settings, IReadOnlyDictionary<string, string?> configuration, string log)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(WorkerHost.CommandName);
        foreach ((string key, string? value) in configuration.Concat(settings.ToEnvironment()))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        // One of many on few cores: a second heap or compiling everything twice would cost more than it brings.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start) ?? throw new HarnessException($"the process of {settings.Identifier} could not be started");
        return new WorkerProcess(number, settings.Identifier, settings.ClockShift, process, log);
    }

    /// <summary>Waits until it has started, or has ended before it had.</summary>
    public Task WhenReadyAsync() => Task.WhenAny(_ready.Task, WhenEndedAsync());

    /// <summary>Waits until its handler has begun with a first event, or it has ended before that.</summary>
    public Task WhenWorkingAsync() => Task.WhenAny(_working.Task, WhenEndedAsync());

    /// <summary>Waits until it has ended and all it said is read.</summary>
    public async Task WhenEndedAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        IsMeantToEnd = true;
        Killed ??= MonotonicTime.Now;
        _process.Kill();
        await WhenEndedAsync();
    }

    /// <summary>Asks it to stop, as an orchestrator does, and waits until it has.</summary>
    /// <returns>What went wrong, or null.</returns>
    public async Task<string?> StopAsync()
    {
        IsMeantToEnd = true;
        AskedToStop = MonotonicTime.Now;
        await Signal.SendAsync(Signal.Terminate, ProcessId);
        try
        {
            await WhenEndedAsync().WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            await KillAsync();
            return string.Create(CultureInfo.InvariantCulture, $"'{Identifier}' (process {Number}) did not stop within {StopLimit.TotalSeconds:0} s of SIGTERM");
        }

        // A signal that comes before the host listens ends the process in its own way.
        return IsReady && ExitCode != 0 ? $"'{Identifier}' (process {Number}) ended with exit code {ExitCode} after SIGTERM: {LastWords}" : null;
    }

    /// <summary>Stops it in the middle of whatever it does, without its knowing.</summary>
    public async Task PauseAsync()
    {
        IsPaused = true;
        await Signal.SendAsync(Signal.Stop, ProcessId);
    }

    public async Task ResumeAsync()
    {
        await Signal.SendAsync(Signal.Continue, ProcessId);
        IsPaused = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(string log)
    {
        await using var file = new StreamWriter(log);
        using var guard = new SemaphoreSlim(1);
        await Task.WhenAll(ReadAsync(_process.StandardOutput, file, guard), ReadAsync(_process.StandardError, file, guard));
    }

    private async Task ReadAsync(StreamReader output, StreamWriter log, SemaphoreSlim guard)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line is WorkerHost.Ready or WorkerHost.Working)
            {
                (line == WorkerHost.Ready ? _ready : _working).TrySetResult();
                continue;
            }

            LastWords = line.Length > MostWords ? line[..MostWords] + "…" : line;
            await guard.WaitAsync();
            await log.WriteLineAsync(line);
            guard.Release();
        }
    }
}
