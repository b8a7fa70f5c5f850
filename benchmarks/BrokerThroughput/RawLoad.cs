using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker;

namespace BrokerThroughput;

/// <summary>Bare AMQP links, a connection per partition and direction: what the broker can do when the client costs next to nothing.</summary>
internal sealed class RawLoad(LoadOptions options) : ILoad
{
    private const uint BatchFormat = 0x80013700;
    private const uint Credit = 4000;
    private const int BatchesInFlight = 4;

    public string Name => "raw AMQP links";

    public Task PublishAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop)
    {
        byte[] batch = EncodeBatch();
        return Workers.RunAsync(options.PartitionCount, async partition =>
        {
            await using AmqpConnection connection = await ConnectAsync(broker, stop);
            AmqpSession session = await connection.BeginSessionAsync(cancellationToken: stop);
            AmqpSender sender = await session.AttachSenderAsync(
                new SenderOptions { Name = "out", Source = new AmqpSource(), Target = new AmqpTarget { Address = $"{hub}/Partitions/{partition}" } }, stop);
            await Workers.RunAsync(BatchesInFlight, async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await tally.WaitForReadersAsync(stop);
                    DeliveryState outcome = await sender.SendAsync(new OutgoingMessage(default, batch, BatchFormat), stop);
                    if (outcome is not AcceptedState)
                    {
                        throw new InvalidOperationException($"The broker answered {outcome}.");
                    }

                    tally.AddPublished(options.BatchCount);
                }
            }, stop);
        }, stop);
    }

    public Task ReceiveAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop) =>
        Workers.RunAsync(options.PartitionCount, async partition =>
        {
            await using AmqpConnection connection = await ConnectAsync(broker, stop);
            AmqpSession session = await connection.BeginSessionAsync(cancellationToken: stop);
            uint taken = 0;
            await session.AttachReceiverAsync(
                new ReceiverOptions
                {
                    Name = "in",
                    Source = new AmqpSource { Address = $"{hub}/ConsumerGroups/$Default/Partitions/{partition}" },
                    Target = new AmqpTarget(),
                    SettleMode = SettleMode.Settled,
                    InitialCredit = Credit,
                    OnDelivery = (AmqpReceiver link, scoped in AmqpDelivery _) =>
                    {
                        tally.AddReceived(1);
                        if (++taken == Credit / 2)
                        {
                            link.AddCredit(taken);
                            taken = 0;
                        }
                    },
                },
                stop);
            await Task.Delay(Timeout.Infinite, stop);
        }, stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task<AmqpConnection> ConnectAsync(EventHubsBroker broker, CancellationToken stop) =>
        AmqpConnection.ConnectAsync("localhost", broker.Port, new ClientOptions { ContainerId = "raw" }, stop);

    private byte[] EncodeBatch()
    {
        byte[] item = AmqpMessage.FromData(new byte[options.EventSize]).ToArray();
        using var writer = new AmqpWriter();
        new AmqpMessage { Data = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)item, options.BatchCount)] }.Encode(writer);
        return writer.WrittenSpan.ToArray();
    }
}
