using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Protocol;

namespace Devkit.EventHubs.Broker.Requests;

/// <summary>
/// One of the two links of a client to a node that answers requests. Replies take the link on the same session that
/// reads from the node: its target address, where the AMQP way would put them, is empty in JavaScript's clients.
/// </summary>
internal sealed class RequestLink : IFaultyLink
{
    private const uint Credit = 100;

    private readonly IRequestNode _node;
    private readonly FaultRules _rules;
    private AmqpLink? _link;
    private CancellationToken? _ended;
    private Task _waiting = Task.CompletedTask;

    private RequestLink(IRequestNode node, FaultTarget target, FaultRules rules)
    {
        _node = node;
        _rules = rules;
        Target = target;
    }

    public FaultTarget Target { get; }

    /// <summary>Accepts either of the two links. The client's settle mode is echoed, without which .NET's second request fails.</summary>
    public static (IFaultyLink Served, AmqpLink Link) Accept(AttachRequest request, FaultTarget target, IRequestNode node, FaultRules rules)
    {
        var served = new RequestLink(node, target, rules);
        AmqpLink link = request.Attach.IsReceiver
            ? request.AcceptSender(new SenderOptions())
            : request.AcceptReceiver(new ReceiverOptions { InitialCredit = Credit, OnDelivery = served.OnRequest });
        link.State = node;
        served._link = link;
        return (served, link);
    }

    public void Drop(FaultError error) => _ = _link?.CloseAsync(error.ToAmqp());

    private void OnRequest(AmqpReceiver receiver, scoped in AmqpDelivery delivery)
    {
        if (!delivery.IsSettled)
        {
            receiver.Settle(delivery.Id, DeliveryState.Accepted);
        }

        receiver.AddCredit(1);
        _ended ??= receiver.Ended();
        _waiting = ReplyAsync(_waiting, receiver, AmqpMessage.Decode(delivery.Payload.ToArray()), _ended.Value);
    }

    private async Task ReplyAsync(Task previous, AmqpReceiver requests, AmqpMessage request, CancellationToken ended)
    {
        await previous.ConfigureAwait(false);
        try
        {
            await _rules.HoldAsync(Target, ended).ConfigureAwait(false);
            Reply reply = _rules.TakeFailure(Target) is { } failure ? Reply.From(failure) : _node.Answer(request);
            byte[] message = reply.ToMessage(request.Properties?.MessageId).ToArray();
            if (FindReplyLink(requests.Session) is { } replies)
            {
                await replies.SendSettledAsync(new OutgoingMessage(message), ended).ConfigureAwait(false);
            }
            else
            {
                FaultError error = Refusals.Argument("Attach a link that reads from the node, for the replies, before the first request.");
                await requests.CloseAsync(error.ToAmqp(), ended).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is AmqpException or OperationCanceledException)
        {
            // The client left before its answer was ready: nobody waits for it.
            _ = end;
        }
#pragma warning disable CA1031 // Whatever an answer failed with, silence would make this client and its later requests wait for ever.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            _ = requests.CloseAsync(new AmqpError(ErrorCondition.InternalError, unexpected.Message), CancellationToken.None);
        }
    }

    private AmqpSender? FindReplyLink(AmqpSession session) =>
        session.Links.OfType<AmqpSender>().FirstOrDefault(link => ReferenceEquals(link.State, _node));
}
