using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Cli.Settings;

/// <summary>Writes warnings for people: those about stored records always, the others when everything is to be told.</summary>
internal sealed class ScreenLogger(Screen screen, bool verbose) : ILogger
{
    /// <summary>The ids of the blob store's warnings about records that it passes over (docs/telemetry.md).</summary>
    private const int FirstAboutRecords = 300;
    private const int LastAboutRecords = 399;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && (verbose || eventId.Id is >= FirstAboutRecords and <= LastAboutRecords))
        {
            screen.Remark($"warning: {Secrets.Hide(formatter(state, exception))}{(verbose && exception is not null ? " " + Secrets.Hide(exception.Message) : "")}");
        }
    }
}
