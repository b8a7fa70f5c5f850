using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <content>How a connection starts its loops, is watched, closes and ends.</content>
public sealed partial class AmqpConnection
{
    private static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromMilliseconds(50);

    private ITimer? _watch;
    private ITimer? _closeTimer;
    private TimeSpan _heartbeat;
    private TaskCompletionSource? _suspension;
    private AmqpException? _closeResult;
    private bool _closeSent;
    private volatile bool _terminateWhenSent;
    private volatile bool _isTerminated;

    /// <summary>
    /// Stops reading and writing while the socket stays open, as a hung process would, until <see cref="Resume"/>. Neither heartbeats nor the idle
    /// timeout run meanwhile. A fault to inject.
    /// </summary>
    public void Suspend()
    {
        lock (Gate)
        {
            _suspension ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends what <see cref="Suspend"/> began.</summary>
    public void Resume()
    {
        lock (Gate)
        {
            _lastReceived = Options.TimeProvider.GetTimestamp();
            _suspension?.TrySetResult();
            _suspension = null;
        }
    }

    /// <summary>Ends a connection whose loops were never started.</summary>
    internal void Discard()
    {
        Terminate(null);
        ReleaseOutput();
        _gathered.Dispose();
    }

    private void Start()
    {
        _ = Task.Run(ReadLoopAsync);
        _ = Task.Run(WriteLoopAsync);
    }

    private ValueTask WhileSuspendedAsync() => _suspension is { } suspension ? new ValueTask(suspension.Task) : default;

    /// <summary>Begins to send heartbeats as often as the peer wants, and to watch for the peer's (part 2, section 2.4.5).</summary>
    private void StartHeartbeats(uint? wanted)
    {
        // Whoever is told a time-out sends at half of it at the latest; looking twice as often as that keeps the gap below.
        _heartbeat = wanted is > 0 ? TimeSpan.FromMilliseconds(wanted.Value / 4.0) : TimeSpan.MaxValue;
        TimeSpan patience = Options.IdleTimeout > TimeSpan.Zero ? Options.IdleTimeout / 4 : TimeSpan.MaxValue;
        TimeSpan period = _heartbeat < patience ? _heartbeat : patience;
        if (period < TimeSpan.MaxValue)
        {
            period = period < ShortestHeartbeat ? ShortestHeartbeat : period;
            lock (Gate)
            {
                if (!_isTerminated)
                {
                    _watch = Options.TimeProvider.CreateTimer(_ => Watch(), null, period, period);
                }
            }
        }
    }

    private void Watch()
    {
        if (_suspension is not null)
        {
            return;
        }

        if (Options.IdleTimeout > TimeSpan.Zero && Options.TimeProvider.GetElapsedTime(_lastReceived) > Options.IdleTimeout)
        {
            Terminate(new AmqpException(AmqpErrorScope.Transport, "", $"The peer has been silent for {Options.IdleTimeout}."));
        }
        else if (Options.TimeProvider.GetElapsedTime(_lastSent) >= _heartbeat)
        {
            lock (Gate)
            {
                WriteHeartbeat();
            }
        }
    }

    /// <summary>Sends a close, unless one was sent, and lets the connection end with the peer's answer or after a time.</summary>
    private void BeginClose(AmqpException? cause)
    {
        lock (Gate)
        {
            if (_closeSent || _isTerminated)
            {
                return;
            }

            SendOpen();
            WritePending();
            Write(0, Ending.Close(cause?.ToError()));
            _closeSent = true;
            _closeResult = cause;
            EndSessions(cause);
            _closeTimer = Options.TimeProvider.CreateTimer(_ => Terminate(cause), null, Options.CloseTimeout, Timeout.InfiniteTimeSpan);
        }

        _opened.Fail(cause ?? Orderly());
    }

    private void OnClose(AmqpError? error)
    {
        AmqpException? cause = error is null ? null : new AmqpException(AmqpErrorScope.Connection, error);
        lock (Gate)
        {
            _closeResult ??= cause;
            if (!_closeSent && !_isTerminated)
            {
                SendOpen();
                WritePending();
                Write(0, Ending.Close(null));
                _closeSent = true;
                EndSessions(cause);
                _terminateWhenSent = true;
                _closeTimer = Options.TimeProvider.CreateTimer(_ => Terminate(cause), null, Options.CloseTimeout, Timeout.InfiniteTimeSpan);
                _outputSignal.Set();
                return;
            }
        }

        // The answer to a close of this end.
        Terminate(_closeResult);
    }

    private void EndSessions(AmqpException? cause)
    {
        AmqpException reason = cause ?? Orderly();
        _ = BeginEnd(reason);
        foreach (AmqpSession? session in _localChannels)
        {
            session?.Terminate(reason);
        }

        WakeBlocked();
    }

    private static AmqpException Orderly() => AmqpException.Connection(ErrorCondition.ConnectionForced, "The connection was closed.");

    /// <summary>Ends everything at once and closes the socket.</summary>
    private void Terminate(AmqpException? result)
    {
        lock (Gate)
        {
            if (_isTerminated)
            {
                return;
            }

            _isTerminated = true;

            // The loss of a socket after both closes, or while the answer to a close was waited for, is what closing asked for.
            result = _closeSent ? _closeResult : result;
            EndSessions(result);
            _watch?.Dispose();
            _closeTimer?.Dispose();
            _suspension?.TrySetResult();
            _suspension = null;
            _room?.TrySetResult();
        }

        _opened.Fail(result ?? Orderly());
        _outputSignal.Set();
        _stream.Dispose();
        _socket?.Dispose();
        CompleteEnd(result);
    }
}
