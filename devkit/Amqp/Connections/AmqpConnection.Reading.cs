using System.Buffers;
using System.IO.Pipelines;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Connections;

/// <content>The one reader: frames in, one after the other.</content>
public sealed partial class AmqpConnection
{
    private static readonly StreamPipeReaderOptions InputOptions = new(bufferSize: 128 * 1024, minimumReadSize: 16 * 1024);

    private readonly AmqpWriter _gathered = new(0);

    /// <summary>Whether frames can no longer be told apart: everything is thrown away until the socket ends.</summary>
    private bool _isDeaf;
    private long _lastReceived;

    /// <summary>How many bytes of messages wait for their last frame; see <see cref="ConnectionOptions.MaxPartialBytes"/>.</summary>
    internal int PartialBytes { get; set; }

    private async Task ReadLoopAsync()
    {
        AmqpException end;
        try
        {
            while (true)
            {
                ReadResult result = await _input.ReadAsync().ConfigureAwait(false);
                _lastReceived = Options.TimeProvider.GetTimestamp();
                await WhileSuspendedAsync().ConfigureAwait(false);
                _input.AdvanceTo(ConsumeSafely(result.Buffer), result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }

                await WaitForRoomAsync().ConfigureAwait(false);
            }

            end = new AmqpException(AmqpErrorScope.Transport, "", "The peer closed the socket.");
        }
        catch (Exception exception)
        {
            end = new AmqpException(AmqpErrorScope.Transport, "", exception.Message, exception);
        }

        Terminate(end);
        await _input.CompleteAsync().ConfigureAwait(false);
        _gathered.Dispose();
    }

    /// <summary>Keeps what a handler throws from taking the process or the reader down.</summary>
    private SequencePosition ConsumeSafely(ReadOnlySequence<byte> received)
    {
        try
        {
            return Consume(received);
        }
        catch (Exception exception)
        {
            _isDeaf = true;
            BeginClose(new AmqpException(AmqpErrorScope.Connection, ErrorCondition.InternalError, exception.Message, exception));
            return received.End;
        }
    }

    /// <summary>Processes the frames that are complete.</summary>
    /// <returns>The position of the first byte that has not been consumed.</returns>
    internal SequencePosition Consume(ReadOnlySequence<byte> received)
    {
        while (!_isDeaf)
        {
            try
            {
                if (!Frame.TryCut(ref received, Options.MaxFrameSize, out ReadOnlySequence<byte> frame))
                {
                    return received.Start;
                }

                Process(frame);
            }
            catch (AmqpException exception)
            {
                // What follows malformed frames cannot be told apart, and whoever sends nonsense behind a close is not listened to any longer.
                _isDeaf = exception.Condition == ErrorCondition.FramingError || HasEnded;
                BeginClose(exception);
            }
        }

        return received.End;
    }

    private void Process(ReadOnlySequence<byte> frame)
    {
        ReadOnlyMemory<byte> body = Frame.Body(frame.IsSingleSegment ? frame.First : Gather(frame), Frame.AmqpType, out ushort channel);
        if (body.IsEmpty)
        {
            return;
        }

        AmqpReader reader = new(body.Span);
        ulong performative = reader.ReadDescriptor();
        if (HasEnded && performative != Descriptor.Close)
        {
            return;
        }

        bool isOpen = performative == Descriptor.Open;
        if (isOpen != (_remoteOpen is null) && performative != Descriptor.Close)
        {
            throw AmqpException.Connection(ErrorCondition.IllegalState, "Open has to be the first frame, and comes once.");
        }

        if (channel > Options.ChannelMax)
        {
            throw AmqpException.Connection(ErrorCondition.FramingError, $"The channel {channel} exceeds the channel-max {Options.ChannelMax}.");
        }

        try
        {
            Dispatch(performative, channel, ref reader, body);
        }
        catch (AmqpException exception) when (exception.Scope == AmqpErrorScope.Session)
        {
            lock (Gate)
            {
                _remoteChannels.GetValueOrDefault(channel)?.End(exception);
            }
        }
    }

    private void Dispatch(ulong performative, ushort channel, ref AmqpReader reader, ReadOnlyMemory<byte> body)
    {
        switch (performative)
        {
            case Descriptor.Transfer:
                Transfer transfer = Transfer.Read(ref reader);
                OnTransfer(channel, in transfer, body[reader.Position..]);
                break;
            case Descriptor.Disposition:
                OnDisposition(channel, Disposition.Read(ref reader));
                break;
            case Descriptor.Flow:
                OnFlow(channel, Flow.Read(ref reader));
                break;
            case Descriptor.Attach:
                OnAttach(channel, Attach.Read(ref reader));
                break;
            case Descriptor.Detach:
                OnDetach(channel, Detach.Read(ref reader));
                break;
            case Descriptor.Begin:
                OnBegin(channel, Begin.Read(ref reader));
                break;
            case Descriptor.End:
                OnEnd(channel, Ending.Read(performative, ref reader).Error);
                break;
            case Descriptor.Open:
                OnOpen(Open.Read(ref reader));
                break;
            case Descriptor.Close:
                OnClose(Ending.Read(performative, ref reader).Error);
                break;
            default:
                throw AmqpException.Decode($"The performative 0x{performative:X} is unknown.");
        }
    }

    private void OnOpen(Open open)
    {
        if (open.MaxFrameSize < Frame.MinMaxFrameSize)
        {
            throw AmqpException.Connection(ErrorCondition.InvalidField, $"The max-frame-size {open.MaxFrameSize} is less than {Frame.MinMaxFrameSize}.");
        }

        lock (Gate)
        {
            _remoteOpen = open;
            _maxOutgoingFrame = (int)Math.Min(open.MaxFrameSize, MaxOutgoingFrameSize);
            SendOpen();
            IsOpen = true;
        }

        StartHeartbeats(open.IdleTimeout);
        _host?.OnConnection(this);
        _opened.TrySetResult();
    }

    private void OnBegin(ushort channel, Begin begin)
    {
        lock (Gate)
        {
            if (_remoteChannels.ContainsKey(channel))
            {
                throw AmqpException.Connection(ErrorCondition.IllegalState, $"The channel {channel} has a session.");
            }

            if (begin.RemoteChannel is not ushort own)
            {
                if (_localChannels.Count > RemoteOpen.ChannelMax && !_localChannels.Contains(null))
                {
                    throw AmqpException.Connection(ErrorCondition.ResourceLimitExceeded, "The peer begins a session and leaves no channel to answer it on.");
                }

                AmqpSession session = new(this, Options.Session, AllotChannel());
                _localChannels[session.LocalChannel] = session;
                _remoteChannels[channel] = session;
                session.WriteBegin(channel);
                session.OnBegin(channel, begin);
            }
            else if (own < _localChannels.Count && _localChannels[own] is { RemoteChannel: null } begun)
            {
                _remoteChannels[channel] = begun;
                begun.OnBegin(channel, begin);
            }
            else
            {
                throw AmqpException.Connection(ErrorCondition.IllegalState, $"The channel {own} waits for no begin.");
            }
        }
    }

    private void OnEnd(ushort channel, AmqpError? error)
    {
        lock (Gate)
        {
            AmqpSession session = Session(channel);
            _remoteChannels.Remove(channel);
            session.OnEnd(error);
            _localChannels[session.LocalChannel] = null;
        }
    }

    private void OnAttach(ushort channel, Attach attach)
    {
        AttachRequest? request;
        lock (Gate)
        {
            request = Session(channel).OnAttach(attach);
        }

        if (request is not null)
        {
            Ask(request);
        }
    }

    private void Ask(AttachRequest request)
    {
        if (_host is null)
        {
            request.Refuse(new AmqpError(ErrorCondition.NotAllowed, "This is a client: it attaches links, and takes none."));
        }
        else
        {
            _host.OnAttach(request);
        }
    }

    private void OnDetach(ushort channel, Detach detach)
    {
        lock (Gate)
        {
            Session(channel).OnDetach(detach);
        }
    }

    private void OnFlow(ushort channel, Flow flow)
    {
        AmqpSender? credited;
        lock (Gate)
        {
            credited = Session(channel).OnFlow(flow);
            WakeBlocked();
        }

        credited?.OnCredit();
    }

    private void OnDisposition(ushort channel, Disposition disposition)
    {
        lock (Gate)
        {
            Session(channel).OnDisposition(disposition);
        }
    }

    private void OnTransfer(ushort channel, in Transfer transfer, ReadOnlyMemory<byte> payload)
    {
        AmqpReceiver? receiver;
        lock (Gate)
        {
            receiver = Session(channel).OnTransfer(in transfer, payload.Length);
        }

        receiver?.Take(in transfer, payload);
    }

    private AmqpSession Session(ushort channel) => _remoteChannels.TryGetValue(channel, out AmqpSession? session)
        ? session
        : throw AmqpException.Connection(ErrorCondition.NotAllowed, $"The channel {channel} has no session.");

    /// <summary>Puts a frame that lies in two buffers into one.</summary>
    private ReadOnlyMemory<byte> Gather(ReadOnlySequence<byte> frame)
    {
        _gathered.Clear();
        foreach (ReadOnlyMemory<byte> part in frame)
        {
            _gathered.WriteRaw(part.Span);
        }

        return _gathered.WrittenMemory;
    }
}
