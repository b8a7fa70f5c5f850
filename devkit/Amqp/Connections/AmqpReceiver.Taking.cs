using System.Threading.Channels;
using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <content>How transfers become deliveries. Everything here runs on the connection's reader.</content>
public sealed partial class AmqpReceiver
{
    private DeliveryHandler? _onDelivery;
    private Channel<ReceivedMessage>? _inbox;
    private int _maxMessageSize;
    private PartialDelivery? _partial;

    /// <summary>What of <see cref="AmqpConnection.PartialBytes"/> is this link's. Under the gate.</summary>
    private int _partialBytes;

    /// <summary>Checks a transfer against credit and limits. Under the gate.</summary>
    /// <returns>Whether <see cref="Take"/> has to be called with it; otherwise the link has been detached.</returns>
    internal bool OnTransfer(in Transfer transfer, int length)
    {
        if (_partial is null)
        {
            if (Credit == 0)
            {
                return Fail(ErrorCondition.TransferLimitExceeded, "A message without credit.");
            }

            if (transfer.DeliveryId is null)
            {
                return Fail(ErrorCondition.InvalidField, "The first transfer of a delivery has no delivery-id.");
            }

            Credit--;
            _deliveryCount++;
            CheckDrained();
        }
        else if (transfer.DeliveryId is uint id && id != _partial.Id)
        {
            return Fail(ErrorCondition.InvalidField, $"A transfer of the delivery {id} in the middle of the delivery {_partial.Id}.");
        }

        int gathered = _partial?.Length ?? 0;
        if (length > _maxMessageSize - gathered)
        {
            return Fail(ErrorCondition.MessageSizeExceeded, $"A message of more than {_maxMessageSize} bytes.");
        }

        bool isWhole = _partial is null && !transfer.More;
        if (!isWhole && length > Session.Connection.Options.MaxPartialBytes - Session.Connection.PartialBytes)
        {
            return Fail(ErrorCondition.ResourceLimitExceeded, "Too many messages wait for their last frame.");
        }

        return true;
    }

    /// <summary>Hands a delivery over, or keeps its part until the last one comes. Outside of the gate.</summary>
    internal void Take(in Transfer transfer, ReadOnlyMemory<byte> payload)
    {
        if (transfer.Aborted)
        {
            Forget();
            return;
        }

        bool settled = transfer.Settled ?? false;
        if (_partial is null && !transfer.More)
        {
            Deliver(new AmqpDelivery
            {
                Id = transfer.DeliveryId!.Value,
                Tag = transfer.Tag,
                IsSettled = settled,
                MessageFormat = transfer.MessageFormat ?? 0,
                Payload = payload,
            });
            return;
        }

        _partial ??= new PartialDelivery(Math.Min(4 * payload.Length, _maxMessageSize))
        {
            Id = transfer.DeliveryId!.Value,
            MessageFormat = transfer.MessageFormat ?? 0,
            Tag = transfer.Tag.ToArray(),
        };
        _partial.IsSettled |= settled;
        _partial.Append(payload.Span);
        Account(payload.Length);
        if (!transfer.More)
        {
            Deliver(new AmqpDelivery
            {
                Id = _partial.Id,
                Tag = _partial.Tag,
                IsSettled = _partial.IsSettled,
                MessageFormat = _partial.MessageFormat,
                Payload = _partial.Payload,
            });
            Forget();
        }
    }

    private void Deliver(scoped in AmqpDelivery delivery)
    {
        try
        {
            if (_onDelivery is null)
            {
                _ = _inbox!.Writer.TryWrite(new ReceivedMessage(
                    delivery.Id, delivery.Tag.ToArray(), delivery.IsSettled, delivery.MessageFormat, delivery.Payload.ToArray()));
            }
            else
            {
                _onDelivery(this, delivery);
            }
        }
        catch (AmqpException exception) when (exception.Scope == AmqpErrorScope.Link || exception.Condition == ErrorCondition.DecodeError)
        {
            BeginDetach(exception);
        }
    }

    private void Account(int bytes)
    {
        lock (Gate)
        {
            if (!HasEnded)
            {
                _partialBytes += bytes;
                Session.Connection.PartialBytes += bytes;
            }
        }
    }

    /// <summary>Frees what the link had of the connection's budget. Under the gate.</summary>
    private void Unaccount()
    {
        Session.Connection.PartialBytes -= _partialBytes;
        _partialBytes = 0;
    }

    private void Forget()
    {
        if (_partial is not null)
        {
            _partial.Release();
            _partial = null;
            lock (Gate)
            {
                Unaccount();
            }
        }
    }

    private bool Fail(string condition, string description)
    {
        Forget();
        BeginDetach(AmqpException.Link(condition, description));
        return false;
    }
}
