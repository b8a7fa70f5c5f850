using System.Diagnostics;

namespace Devkit.Amqp.Fuzz;

/// <summary>Ends the process if an input takes too long, after it has been reported.</summary>
internal sealed class Watchdog : IDisposable
{
    private const int ExitCode = 2;

    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private int _target;
    private byte[]? _input;
    private long _since;

    public Watchdog(TimeSpan limit, Action<int, byte[]> report)
    {
        _timer = new Timer(_ => Check(limit, report), null, limit / 4, limit / 4);
    }

    public void Begin(int target, byte[] input)
    {
        lock (_gate)
        {
            _target = target;
            _input = input;
            _since = Stopwatch.GetTimestamp();
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _input = null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Check(TimeSpan limit, Action<int, byte[]> report)
    {
        lock (_gate)
        {
            if (_input is not null && Stopwatch.GetElapsedTime(_since) > limit)
            {
                report(_target, _input);
                Environment.Exit(ExitCode);
            }
        }
    }
}
