using System.Buffers.Binary;
using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <content>How messages become transfers, at once or bit by bit as credit, window and socket permit.</content>
public sealed partial class AmqpSender
{
    private readonly Queue<TaskCompletionSource> _turns = [];
    private TaskCompletionSource? _wake;
    private int _queued;
    private bool _isMidway;
    private bool _drainAsked;

    private bool CanContinue => Session.RemoteIncomingWindow > 0 && Session.Connection.HasRoom;

    private bool CanBegin => Credit > 0 && IsOpen && CanContinue;

    /// <summary>Ends the wait if there is nothing left to wait for. Under the gate.</summary>
    internal bool TryWake()
    {
        if (!HasEnded && !(_isMidway ? CanContinue : CanBegin))
        {
            return false;
        }

        Wake();
        return true;
    }

    private void Wake()
    {
        _wake?.TrySetResult();
        _wake = null;
    }

    private ValueTask SendAsync(in OutgoingMessage message, OutgoingDelivery? unsettled, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (message.Tag.Length > Transfer.MaxTagLength)
        {
            throw new ArgumentException($"A delivery tag has at most {Transfer.MaxTagLength} bytes.", nameof(message));
        }

        TaskCompletionSource? turn = null;
        lock (Gate)
        {
            ThrowIfEnded();
            if (MaxMessageSize > 0 && (ulong)message.Length > MaxMessageSize)
            {
                throw AmqpException.Link(ErrorCondition.MessageSizeExceeded, $"The message has {message.Length} bytes; the peer takes {MaxMessageSize}.");
            }

            int payload = Session.Connection.MaxPayload;
            if (_queued == 0 && CanBegin && message.Length <= (long)payload * Session.RemoteIncomingWindow)
            {
                uint id = Begin(unsettled);
                int sent = 0;
                do
                {
                    sent += WriteFrame(in message, id, sent, unsettled is null);
                }
                while (sent < message.Length);

                return default;
            }

            if (_queued++ > 0)
            {
                _turns.Enqueue(turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }

        return new ValueTask(SendSlowlyAsync(message, unsettled, turn, cancellationToken));
    }

    /// <summary>Sends after the sends before it, and waits for what is missing, also in the middle of the message.</summary>
    private async Task SendSlowlyAsync(
        OutgoingMessage message, OutgoingDelivery? unsettled, TaskCompletionSource? turn, CancellationToken cancellationToken)
    {
        if (turn is not null)
        {
            // A cancelled turn stays in the queue, and counts, until the send before it passes it over: were it taken out here, late, a send that
            // came in between would wait for a turn that nobody passes.
            using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => turn.TrySetCanceled(cancellationToken), null);
            await turn.Task.ConfigureAwait(false);
        }

        try
        {
            await SendPiecesAsync(message, unsettled, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (Gate)
            {
                PassTurn();
            }
        }
    }

    /// <summary>Lets the next send begin that has not been cancelled.</summary>
    private void PassTurn()
    {
        _queued--;
        while (_turns.TryDequeue(out TaskCompletionSource? next) && !next.TrySetResult())
        {
            _queued--;
        }
    }

    private async Task SendPiecesAsync(OutgoingMessage message, OutgoingDelivery? unsettled, CancellationToken cancellationToken)
    {
        uint? id = null;
        int sent = 0;
        while (true)
        {
            Task wait;
            lock (Gate)
            {
                ThrowIfEnded();
                if (id is null && CanBegin)
                {
                    id = Begin(unsettled);
                    _isMidway = true;
                    sent = WriteFrame(in message, id.Value, 0, unsettled is null);
                }

                while (id is not null && sent < message.Length && CanContinue)
                {
                    sent += WriteFrame(in message, id.Value, sent, unsettled is null);
                }

                if (id is not null && sent == message.Length)
                {
                    _isMidway = false;
                    return;
                }

                wait = Block();
            }

            await wait.WaitAsync(id is null ? cancellationToken : CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task WaitToSendSlowlyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (Gate)
            {
                ThrowIfEnded();
                if (CanBegin)
                {
                    return;
                }

                wait = Block();
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task Block()
    {
        if (_wake is null)
        {
            _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Session.Connection.Block(this);
        }

        return _wake.Task;
    }

    private uint Begin(OutgoingDelivery? unsettled)
    {
        Credit--;
        _deliveryCount++;
        return Session.BeginDelivery(unsettled);
    }

    /// <summary>Writes one frame of a message.</summary>
    /// <returns>How many of the message's bytes are in it.</returns>
    private int WriteFrame(in OutgoingMessage message, uint id, int offset, bool settled)
    {
        int length = Math.Min(message.Length - offset, Session.Connection.MaxPayload);
        Span<byte> ownTag = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(ownTag, id);
        bool isFirst = offset == 0;
        Transfer transfer = new()
        {
            Handle = Handle,
            DeliveryId = isFirst ? id : null,
            HasTag = isFirst,
            Tag = message.Tag.IsEmpty ? ownTag : message.Tag.Span,
            MessageFormat = isFirst ? message.MessageFormat : null,
            Settled = settled,
            More = offset + length < message.Length,
        };
        ReadOnlySpan<byte> prefix = message.Prefix.Span[Math.Min(offset, message.Prefix.Length)..];
        prefix = prefix[..Math.Min(prefix.Length, length)];
        int bodyOffset = Math.Max(0, offset - message.Prefix.Length);
        Session.WriteTransfer(in transfer, prefix, message.Body.Span.Slice(bodyOffset, length - prefix.Length));
        return length;
    }
}
