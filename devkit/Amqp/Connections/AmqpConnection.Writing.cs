using System.Buffers;
using System.IO.Pipelines;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Connections;

/// <content>
/// The one writer. Frames are appended to a pipe under <see cref="Gate"/>; the writer takes all that has gathered and hands it to the socket in
/// large pieces. What can wait for company (dispositions, credit, windows) is noted down and becomes frames when the writer comes by.
/// </content>
public sealed partial class AmqpConnection
{
    /// <summary>Larger frames gain nothing, and keep other links waiting.</summary>
    private const int MaxOutgoingFrameSize = 64 * 1024;

    /// <summary>Before the peer has named its limit. To the letter 512 bytes, which the properties of some clients exceed, and every peer takes.</summary>
    private const int MaxOpenFrameSize = 8 * 1024;

    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
    private readonly AsyncSignal _outputSignal = new();
    private readonly AmqpWriter _scratch = new();
    private readonly List<AmqpSession> _withPendingFrames = [];
    private readonly List<AmqpSender> _blocked = [];
    private int _maxOutgoingFrame = MaxOpenFrameSize;
    private int _unsent;
    private TaskCompletionSource? _room;
    private long _lastSent;

    /// <summary>Whether the socket keeps up. Asked by senders, under the gate.</summary>
    internal bool HasRoom => _unsent < Options.SendBufferSize;

    /// <summary>How many bytes wait for the socket.</summary>
    internal int Unsent => _unsent;

    /// <summary>How many bytes of a message fit into one frame.</summary>
    internal int MaxPayload => _maxOutgoingFrame - Transfer.MaxOverhead;

    /// <summary>Appends a frame. Under the gate.</summary>
    internal void Write<T>(ushort channel, in T performative)
        where T : IComposite
    {
        _scratch.Clear();
        performative.Write(_scratch);
        Append(channel, default, default);
    }

    /// <summary>Appends a transfer with a payload in two parts. Under the gate.</summary>
    internal void Write(ushort channel, in Transfer transfer, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        _scratch.Clear();
        transfer.Write(_scratch);
        Append(channel, first, second);
    }

    /// <summary>Notes that a session has frames to be written when the writer comes by. Under the gate.</summary>
    internal void Remember(AmqpSession session)
    {
        _withPendingFrames.Add(session);
        _outputSignal.Set();
    }

    /// <summary>Notes that a sender waits. Under the gate.</summary>
    internal void Block(AmqpSender sender) => _blocked.Add(sender);

    /// <summary>Wakes the senders whose wait is over. Under the gate.</summary>
    internal void WakeBlocked()
    {
        for (int i = _blocked.Count - 1; i >= 0; i--)
        {
            if (_blocked[i].TryWake())
            {
                _blocked.RemoveAt(i);
            }
        }
    }

    private void Append(ushort channel, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int size = Frame.HeaderSize + _scratch.Length + first.Length + second.Length;
        if (size > _maxOutgoingFrame)
        {
            throw AmqpException.Connection(ErrorCondition.FrameSizeTooSmall, $"A frame of {size} bytes; the peer takes {_maxOutgoingFrame}.");
        }

        if (_isTerminated)
        {
            return;
        }

        PipeWriter writer = _output.Writer;
        int headSize = Frame.HeaderSize + _scratch.Length;
        Span<byte> head = writer.GetSpan(headSize);
        Frame.WriteHeader(head, size, Frame.AmqpType, channel);
        _scratch.WrittenSpan.CopyTo(head[Frame.HeaderSize..]);
        writer.Advance(headSize);
        writer.Write(first);
        writer.Write(second);
        _unsent += size;
        _outputSignal.Set();
    }

    private void WriteHeartbeat()
    {
        if (!_closeSent)
        {
            _scratch.Clear();
            Append(0, default, default);
        }
    }

    private void SendOpen()
    {
        if (_openSent)
        {
            return;
        }

        _openSent = true;
        _scratch.Clear();
        IComposite open = new Open
        {
            ContainerId = Options.ContainerId,
            HostName = _hostName,
            MaxFrameSize = Options.MaxFrameSize,
            ChannelMax = Options.ChannelMax,
            IdleTimeout = Options.IdleTimeout > TimeSpan.Zero ? (uint)(Options.IdleTimeout.TotalMilliseconds / 2) : null,
            OfferedCapabilities = Options.OfferedCapabilities,
            DesiredCapabilities = Options.DesiredCapabilities,
            Properties = Options.Properties,
        };
        open.Write(_scratch);
        Append(0, default, default);
    }

    private async Task WriteLoopAsync()
    {
        AmqpException? end = null;
        try
        {
            while (!_isTerminated)
            {
                await _outputSignal.WaitAsync().ConfigureAwait(false);
                await WhileSuspendedAsync().ConfigureAwait(false);
                await WriteWhatGatheredAsync().ConfigureAwait(false);
                if (_terminateWhenSent)
                {
                    end = _closeResult;
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            end = new AmqpException(AmqpErrorScope.Transport, "", exception.Message, exception);
        }

        Terminate(end);
        ReleaseOutput();
    }

    private void ReleaseOutput()
    {
        _output.Reader.Complete();
        lock (Gate)
        {
            _output.Writer.Complete();
            _scratch.Dispose();
        }
    }

    private async ValueTask WriteWhatGatheredAsync()
    {
        while (TakeGathered(out ReadOnlySequence<byte> gathered))
        {
            foreach (ReadOnlyMemory<byte> piece in gathered)
            {
                await _stream.WriteAsync(piece).ConfigureAwait(false);
            }

            // Before the pipe takes its memory back, and with it the sequence's measure.
            int length = (int)gathered.Length;
            _output.Reader.AdvanceTo(gathered.End);
            _lastSent = Options.TimeProvider.GetTimestamp();
            lock (Gate)
            {
                _unsent -= length;
                if (_unsent <= Options.SendBufferSize / 2)
                {
                    WakeBlocked();
                    _room?.TrySetResult();
                    _room = null;
                }
            }
        }
    }

    private bool TakeGathered(out ReadOnlySequence<byte> gathered)
    {
        lock (Gate)
        {
            WritePending();
            Commit();
        }

        bool any = _output.Reader.TryRead(out ReadResult result);
        gathered = result.Buffer;
        return any;
    }

    /// <summary>Shows the pipe's reader what was appended. Without a threshold nothing is ever waited for.</summary>
    private void Commit()
    {
        ValueTask<FlushResult> flush = _output.Writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The output pipe paused its writer.");
        }

        _ = flush.Result;
    }

    private void WritePending()
    {
        if (_isTerminated)
        {
            return;
        }

        foreach (AmqpSession session in _withPendingFrames)
        {
            session.WritePending();
        }

        _withPendingFrames.Clear();
    }

    /// <summary>
    /// Keeps a peer from growing the output without end that sends what must be answered and does not read the answers.
    /// </summary>
    private ValueTask WaitForRoomAsync()
    {
        if (_unsent < 2L * Options.SendBufferSize)
        {
            return default;
        }

        lock (Gate)
        {
            if (_isTerminated || _unsent < 2L * Options.SendBufferSize)
            {
                return default;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }
}
