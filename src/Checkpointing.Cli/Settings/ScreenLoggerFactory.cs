using Checkpointing.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Cli.Settings;

/// <summary>Shows the warnings of stores to the operator.</summary>
internal sealed class ScreenLoggerFactory(Screen screen, bool verbose) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new ScreenLogger(screen, verbose);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The screen is all there is.");

    /// <inheritdoc/>
    public void Dispose()
    {
        // The screen is the command's.
    }
}
