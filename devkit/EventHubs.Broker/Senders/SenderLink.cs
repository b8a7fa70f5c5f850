using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Protocol;

namespace Devkit.EventHubs.Broker.Senders;

/// <summary>
/// Serves a producer: stores each message, or each event of a batch, and accepts it when it is stored. That happens on the
/// connection's reader, without a copy in between, unless a fault makes it wait.
/// </summary>
internal sealed class SenderLink : IFaultyLink
{
    private const uint Credit = 200;

    private readonly Hub _hub;
    private readonly Partition? _partition;
    private readonly FaultRules _rules;
    private readonly bool _isIdempotent;
    private readonly Intake _intake = new();
    private AmqpReceiver? _receiver;
    private CancellationToken? _ended;
    private Task _waiting = Task.CompletedTask;
    private uint _used;

    private SenderLink(Hub hub, Partition? partition, bool isIdempotent, FaultTarget target, FaultRules rules)
    {
        _hub = hub;
        _partition = partition;
        _isIdempotent = isIdempotent;
        _rules = rules;
        Target = target;
    }

    public FaultTarget Target { get; }

    /// <summary>Lets a producer in.</summary>
    /// <exception cref="RefusalException">It names a partition that does not exist, or another producer has its place.</exception>
    public static (IFaultyLink Served, AmqpLink Link) Accept(
        AttachRequest request, Hub hub, EntityAddress address, FaultTarget target, FaultRules rules, int maximumMessageSize)
    {
        Partition? partition = address.PartitionId is not { } id
            ? null
            : hub.FindPartition(id) ?? throw new RefusalException(Refusals.PartitionNotFound(id, hub.Partitions.Count));
        bool isIdempotent = partition is not null && request.Attach.DesiredCapabilities.Contains(ProducerStamp.Capability);
        var served = new SenderLink(hub, partition, isIdempotent, target, rules);
        AmqpReceiver receiver = request.AcceptReceiver(new ReceiverOptions
        {
            MaxMessageSize = maximumMessageSize,
            InitialCredit = Credit,
            OnDelivery = served.OnDelivery,
            OfferedCapabilities = LinkReader.Offer(request.Attach, LinkReader.GeoReplication, ProducerStamp.Capability),
            Properties = isIdempotent ? partition!.Producers.Open(ProducerStamp.Read(request.Attach.Properties)).ToProperties() : null,
        });
        served._receiver = receiver;
        return (served, receiver);
    }

    public void Drop(FaultError error) => _ = _receiver?.CloseAsync(error.ToAmqp());

    private void OnDelivery(AmqpReceiver receiver, scoped in AmqpDelivery delivery)
    {
        // The first delivery can come before AcceptReceiver has returned.
        _receiver = receiver;
        if (_waiting.IsCompleted && _rules.IsQuiet)
        {
            Answer(delivery.Id, delivery.IsSettled, Store(delivery.MessageFormat, delivery.Payload));
        }
        else
        {
            _ended ??= receiver.Ended();
            _waiting = StoreLaterAsync(
                _waiting,
                new ReceivedMessage(delivery.Id, [], delivery.IsSettled, delivery.MessageFormat, delivery.Payload.ToArray()),
                _ended.Value);
        }
    }

    private async Task StoreLaterAsync(Task previous, ReceivedMessage message, CancellationToken ended)
    {
        await previous.ConfigureAwait(false);
        try
        {
            await _rules.HoldAsync(Target, ended).ConfigureAwait(false);
            FaultError? failure = _rules.TakeFailure(Target);
            DeliveryState outcome = failure is null ? Store(message.MessageFormat, message.Payload) : DeliveryState.Rejected(failure.ToAmqp());
            await _rules.PaceAsync(Target, _intake.Count, ended).ConfigureAwait(false);
            if (_rules.TakeLostAnswer(Target))
            {
                _receiver!.Session.Connection.Abort();
                return;
            }

            Answer(message.Id, message.IsSettled, outcome);
        }
        catch (OperationCanceledException)
        {
            // The producer left while its message was held back: it was never stored, and nobody waits for an answer.
            _used++;
        }
    }

    private DeliveryState Store(uint messageFormat, ReadOnlyMemory<byte> payload)
    {
        try
        {
            _intake.Read(messageFormat, payload);
            Partition partition = _partition ?? _hub.Assign(_intake.PartitionKey.Span);
            if (_isIdempotent)
            {
                partition.Producers.Append(partition.Log, _intake.Messages);
            }
            else
            {
                partition.Log.Append(_intake.Messages);
            }

            return DeliveryState.Accepted;
        }
        catch (RefusalException refusal)
        {
            return DeliveryState.Rejected(refusal.Error.ToAmqp());
        }
        catch (AmqpException malformed)
        {
            return DeliveryState.Rejected(malformed.ToError());
        }
        catch (IOException full)
        {
            return DeliveryState.Rejected(new AmqpError(ErrorCondition.InternalError, $"The event could not be stored: {full.Message}"));
        }
    }

    private void Answer(uint deliveryId, bool isSettled, DeliveryState outcome)
    {
        if (!isSettled)
        {
            _receiver!.Settle(deliveryId, outcome);
        }

        if (++_used >= Credit / 2)
        {
            _receiver!.AddCredit(_used);
            _used = 0;
        }
    }
}
