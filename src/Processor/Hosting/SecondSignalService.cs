using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Processor.Hosting;

/// <summary>
/// Ends the process at the second SIGTERM or SIGINT. The first one ends the host gracefully; the host ignores every further one, and whoever is tired of waiting for a handler that
/// hangs would be left with kill -9. Nothing is lost by either: what is not checkpointed is processed again.
/// </summary>
internal sealed class SecondSignalService : IHostedService, IDisposable
{
    /// <summary>What a shell says of a process that a signal has ended: 128 and the signal's number.</summary>
    private const int SignalExitCode = 128;

    private readonly ILogger _logger;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <param name="loggerFactory">Where to log.</param>
    public SecondSignalService(ILoggerFactory? loggerFactory = null) =>
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<EventHubsProcessor>();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => OnSignal(PosixSignal.SIGTERM, number: 15)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => OnSignal(PosixSignal.SIGINT, number: 2)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignal signal, int number)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _logger.EndsHard(signal);
            Environment.Exit(SignalExitCode + number);
        }
    }
}
