using System.Collections.Concurrent;
using System.Diagnostics;

namespace TransactionalCheckpoint;

/// <summary>A worker as its parent sees it: a process that stands by until it is given a name, and that can be killed.</summary>
internal sealed class WorkerProcess
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, bool> _isInTransaction = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>The name under which it processes.</summary>
    public string Name { get; private set; } = "";

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a process that does everything but process, so that it can take a killed one's place at once.</summary>
    public static WorkerProcess StandBy(SampleSettings settings, string broker)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Worker.Command);
        start.Environment[Worker.StoreVariable] = settings.Store;
        start.Environment[Worker.DatabaseVariable] = settings.Database;
        start.Environment[Worker.BrokerVariable] = broker;
        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("A worker could not be started."));
    }

    /// <summary>Lets it process, under a name.</summary>
    public WorkerProcess Go(string name)
    {
        Name = name;
        _process.StandardInput.WriteLine(name);
        return this;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    /// <returns>Whether it was in the middle of a transaction, as far as it had told.</returns>
    public async Task<bool> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        return _isInTransaction.Values.Any(isIn => isIn);
    }

    private void Note(string? line)
    {
        if (line?.Split(' ') is [Worker.Begins or Worker.Ends, var partitionId])
        {
            _isInTransaction[partitionId] = line.StartsWith(Worker.Begins, StringComparison.Ordinal);
        }
    }
}
