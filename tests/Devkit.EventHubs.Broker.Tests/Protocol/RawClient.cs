using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.EventHubs.Broker.Tests.Protocol;

/// <summary>A connection with bare links, for what no SDK shows.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly AmqpSymbol SelectorFilter = "apache.org:selector-filter:string";

    private readonly AmqpConnection _connection;

    private RawClient(AmqpConnection connection, AmqpSession session)
    {
        _connection = connection;
        Session = session;
    }

    public AmqpSession Session { get; }

    public AmqpConnection Connection => _connection;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<RawClient> ConnectAsync(EventHubsBroker broker) => ConnectAsync(broker.Port);

    public static async Task<RawClient> ConnectAsync(int port)
    {
        AmqpConnection connection = await AmqpConnection.ConnectAsync("localhost", port, new ClientOptions { ContainerId = "raw" }, Cancellation);
        return new RawClient(connection, await connection.BeginSessionAsync(cancellationToken: Cancellation));
    }

    public Task<AmqpReceiver> AttachReceiverAsync(
        string address,
        uint credit = 100,
        string? selector = null,
        long? epoch = null,
        string client = "reader",
        DeliveryHandler? onDelivery = null,
        params AmqpSymbol[] capabilities) =>
        Session.AttachReceiverAsync(
            new ReceiverOptions
            {
                Name = Guid.NewGuid().ToString(),
                Source = new AmqpSource
                {
                    Address = address,
                    Filter = selector is null ? null : new AmqpMap { { SelectorFilter, new DescribedValue(0x468C00000004UL, selector) } },
                },
                Target = new AmqpTarget { Address = client },
                Properties = epoch is null ? null : new AmqpMap { { new AmqpSymbol("com.microsoft:epoch"), epoch } },
                DesiredCapabilities = capabilities,
                InitialCredit = credit,
                OnDelivery = onDelivery,
            },
            Cancellation);

    public Task<AmqpSender> AttachSenderAsync(string address, string client = "writer") => Session.AttachSenderAsync(
        new SenderOptions { Name = Guid.NewGuid().ToString(), Source = new AmqpSource { Address = client }, Target = new AmqpTarget { Address = address } },
        Cancellation);

    /// <summary>Sends a request to <c>$management</c> or <c>$cbs</c> and waits for the reply.</summary>
    public async Task<AmqpMessage> RequestAsync(string node, params (string Name, object Value)[] properties)
    {
        AmqpReceiver replies = await AttachReceiverAsync(node, client: "reply-to");
        AmqpSender requests = await AttachSenderAsync(node);
        var request = new AmqpMessage { Properties = new MessageProperties { MessageId = "request1" }, ApplicationProperties = [] };
        foreach ((string name, object value) in properties)
        {
            request.ApplicationProperties.Add(name, value);
        }

        await requests.SendSettledAsync(new OutgoingMessage(request.ToArray()), Cancellation);
        return (await replies.ReceiveAsync(Cancellation)).Decode();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
