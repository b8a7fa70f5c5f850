using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Receivers;
using Devkit.EventHubs.Broker.Requests;
using Devkit.EventHubs.Broker.Senders;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>Answers each link that a client attaches: who serves it, or why nobody does.</summary>
internal sealed class BrokerHost : IAmqpHost
{
    private readonly EventHubsBrokerOptions _options;
    private readonly HubCatalog _hubs;
    private readonly FaultRules _rules;
    private readonly CbsNode _cbs = new();
    private readonly ManagementNode _management;

    public BrokerHost(EventHubsBrokerOptions options, HubCatalog hubs, FaultRules rules)
    {
        _options = options;
        _hubs = hubs;
        _rules = rules;
        _management = new ManagementNode(options, hubs);
    }

    public void OnConnection(AmqpConnection connection) => connection.State = new BrokerConnection(connection);

    public void OnAttach(AttachRequest request) => _ = AnswerAsync(request);

    private async Task AnswerAsync(AttachRequest request)
    {
        try
        {
            EntityAddress address = LinkReader.ReadAddress(request.Attach);
            FaultTarget target = LinkReader.ReadTarget(request.Attach, address);
            if (!_rules.IsQuiet)
            {
                await _rules.HoldAsync(target, request.Session.Ended()).ConfigureAwait(false);
            }

            if (_rules.FindRefusal(target) is { } refusal)
            {
                throw new RefusalException(refusal);
            }

            (IFaultyLink served, AmqpLink link) = Accept(request, address, target);
            ((BrokerConnection)request.Session.Connection.State!).Track(served, link);
        }
        catch (RefusalException refusal)
        {
            request.Refuse(refusal.Error.ToAmqp());
        }
        catch (OperationCanceledException)
        {
            request.Refuse(FaultError.DetachForced.ToAmqp());
        }
        catch (Exception unexpected)
        {
            // Whatever it was, the client must not wait for an answer for ever.
            request.Refuse(new AmqpError(ErrorCondition.InternalError, unexpected.ToString()));
        }
    }

    private (IFaultyLink Served, AmqpLink Link) Accept(AttachRequest request, EntityAddress address, FaultTarget target) => (address.Kind, request.Attach.IsReceiver) switch
    {
        (LinkKinds.Receivers, true) => ReceiverLink.Accept(request, FindHub(address), address, target, _rules, _options.TimeProvider),
        (LinkKinds.Senders, false) => SenderLink.Accept(request, FindHub(address), address, target, _rules, _options.MaximumMessageSize),
        (LinkKinds.Cbs, _) => RequestLink.Accept(request, target, _cbs, _rules),
        (LinkKinds.Management, _) => RequestLink.Accept(request, target, _management, _rules),
        _ => throw new RefusalException(Refusals.Argument($"No link of this direction can be attached to '{LinkReader.AddressText(request.Attach)}'.")),
    };

    private Hub FindHub(EntityAddress address) => _hubs.Find(address.Hub) ?? throw new RefusalException(Refusals.EntityNotFound(address.Hub));
}
