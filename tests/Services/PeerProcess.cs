using System.Diagnostics;

namespace Checkpointing.Tests.Services;

/// <summary>A program that a test started: line by line out of its standard output, and ended with the test.</summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The number of the process, with which it can be ended.</summary>
    public int Id => _process.Id;

    /// <summary>The processor time so far of it and of what it started; null where the system does not tell.</summary>
    public TimeSpan? ProcessorTime => ProcessTree.ProcessorTime(Id);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="file">The program's path or its name on the search path.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="environment">Variables added to this process' own.</param>
    public static PeerProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new PeerProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{file}' did not start."));
    }

    /// <summary>Reads the next line of standard output.</summary>
    /// <exception cref="InvalidOperationException">The program ended first; the message has its exit code and what it wrote to standard error.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        string? line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is null)
        {
            await _process.WaitForExitAsync(cancellationToken);
            throw new InvalidOperationException($"The peer ended with code {_process.ExitCode} before it said anything more: {await _errors}");
        }

        return line;
    }

    /// <summary>Writes a line to the program's standard input.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Ends the program's standard input, which well-behaved peers take as the wish to stop.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Waits for the program to end by itself.</summary>
    /// <returns>The rest of what it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has both its outputs.</exception>
    public async Task<string> WaitForSuccessAsync(CancellationToken cancellationToken)
    {
        string output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"The peer ended with code {_process.ExitCode}: {output}{await _errors}");
    }

    /// <summary>Ends the program, if it still runs, and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
