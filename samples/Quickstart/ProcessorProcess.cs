using System.Diagnostics;
using System.Globalization;

namespace Quickstart;

/// <summary>One processor in a process of its own, so that killing it is a real crash. It reports on its standard output and stops when its standard input ends.</summary>
internal sealed class ProcessorProcess : IAsyncDisposable
{
    /// <summary>How long a processor may take to finish its handlers, store its last checkpoints and release its partitions.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task _reading;

    private ProcessorProcess(string name, Process process, RunLedger ledger, Action<string> say)
    {
        Name = name;
        _process = process;
        _reading = Task.WhenAll(ReadReportsAsync(ledger, say), ReadErrorsAsync(say));
    }

    public string Name { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last thing that the processor complained about.</summary>
    public string? LastComplaint { get; private set; }

    public static ProcessorProcess Start(string name, IReadOnlyDictionary<string, string?> settings, RunLedger ledger, Action<string> say)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ProcessorProcess).Assembly.Location);
        }

        start.ArgumentList.Add(ProcessorHost.CommandName);
        start.ArgumentList.Add(name);
        foreach ((string key, string? value) in settings)
        {
            // Settings can hold secrets, which other users of the machine could read on a command line.
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Process process = Process.Start(start) ?? throw new QuickstartException($"The process of {name} could not be started.");
        return new ProcessorProcess(name, process, ledger, say);
    }

    /// <summary>Ends the process the hard way: no handler ends, no checkpoint is written, nothing is released.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>Asks the processor to stop and waits until it has.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new QuickstartException($"{Name} did not stop within {StopTimeout.TotalSeconds:0} s and was killed.");
        }

        await _reading;
        if (_process.ExitCode != 0)
        {
            throw new QuickstartException($"{Name} ended with exit code {_process.ExitCode}.");
        }
    }

    /// <summary>Waits for the end of a processor that ended by itself, so that all it said is there.</summary>
    public async Task<QuickstartException> ExplainEndAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        return new QuickstartException($"{Name} ended by itself with exit code {_process.ExitCode}: {LastComplaint ?? "it did not say why"}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task ReadReportsAsync(RunLedger ledger, Action<string> say)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words)
            {
                case [Reports.Event, var partitionId, var epoch, var sequenceNumber]:
                    ledger.RecordEvent(
                        Name, partitionId, long.Parse(epoch, CultureInfo.InvariantCulture), long.Parse(sequenceNumber, CultureInfo.InvariantCulture));
                    break;
                case [Reports.Checkpoint, _, _, _]:
                    ledger.RecordCheckpoint();
                    break;
                default:
                    say($"{Name}: {line}");
                    break;
            }
        }
    }

    private async Task ReadErrorsAsync(Action<string> say)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            LastComplaint = line;
            say($"{Name}: {line}");
        }
    }
}
