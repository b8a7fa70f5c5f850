using System.Text;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Tests.Protocol;

namespace Devkit.EventHubs.Broker.Tests.Faults;

public sealed class FaultTests
{
    private const string Reader = "orders/ConsumerGroups/$Default/Partitions/0";

    private static readonly FaultScope Readers = new() { Links = LinkKinds.Receivers };
    private static readonly FaultScope Writers = new() { Links = LinkKinds.Senders };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_reader_gets_its_events_when_the_broker_goes_on()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpReceiver receiver = await client.AttachReceiverAsync(Reader);
        IDisposable hang = broker.Faults.StopAnswering(Readers);
        broker.Publish("orders", "0", "a");

        // Another link on the same session answers, and its answer comes after whatever the reader would have got.
        await client.RequestAsync("$management", ("operation", "READ"), ("type", "com.microsoft:eventhub"), ("name", "orders"));
        ValueTask<ReceivedMessage> next = receiver.ReceiveAsync(Cancellation);
        next.IsCompleted.ShouldBeFalse();

        hang.Dispose();
        BodyOf(await next).ShouldBe("a");
    }

    [Fact]
    public async Task An_attach_waits_while_the_broker_is_silent()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        IDisposable hang = broker.Faults.StopAnswering(Readers);
        Task<AmqpReceiver> attaching = client.AttachReceiverAsync(Reader);
        await client.AttachSenderAsync("orders");
        attaching.IsCompleted.ShouldBeFalse();

        hang.Dispose();
        (await attaching).IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_send_waits_while_the_broker_is_silent_and_is_stored_once()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/0");
        IDisposable hang = broker.Faults.StopAnswering(Writers);

        Task<DeliveryState> first = SendAsync(sender, "a"), second = SendAsync(sender, "b");
        await client.RequestAsync("$management", ("operation", "READ"), ("type", "com.microsoft:eventhub"), ("name", "orders"));
        first.IsCompleted.ShouldBeFalse();
        broker.ReadStored("orders", "0").ShouldBeEmpty();

        hang.Dispose();
        (await first).ShouldBe(DeliveryState.Accepted);
        (await second).ShouldBe(DeliveryState.Accepted);
        broker.ReadStored("orders", "0").Select(item => item.BodyText).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task The_next_operations_fail_and_those_behind_them_do_not()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/0");
        using IDisposable busy = broker.Faults.BeBusy(2, Writers);

        DeliveryState[] outcomes = [await SendAsync(sender, "a"), await SendAsync(sender, "b"), await SendAsync(sender, "c")];

        outcomes[..2].ShouldAllBe(outcome => ((RejectedState)outcome).Error!.Condition.ToString() == "com.microsoft:server-busy");
        outcomes[2].ShouldBe(DeliveryState.Accepted);
        broker.ReadStored("orders", "0").Select(item => item.BodyText).ShouldBe(["c"]);
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_event_stored_and_the_producer_in_the_dark()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/0");
        using IDisposable lost = broker.Faults.LoseAnswers(1, Writers);

        (await Should.ThrowAsync<AmqpException>(() => SendAsync(sender, "a"))).IsTransportLoss.ShouldBeTrue();

        broker.ReadStored("orders", "0").ShouldHaveSingleItem().BodyText.ShouldBe("a");
    }

    [Fact]
    public async Task A_busy_server_says_so_to_management_requests()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        using IDisposable busy = broker.Faults.BeBusy(1);

        AmqpMessage reply = await client.RequestAsync("$management", ("operation", "READ"), ("type", "com.microsoft:eventhub"), ("name", "orders"));

        reply.ApplicationProperties!["status-code"].ShouldBe(503);
    }

    [Fact]
    public async Task A_dropped_link_learns_why_and_the_connection_stays()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpReceiver receiver = await client.AttachReceiverAsync(Reader, client: "P0-worker");
        AmqpReceiver other = await client.AttachReceiverAsync(Reader, client: "P0-else");

        broker.Faults.DropLinks(new FaultScope { Client = "*-worker" }, FaultError.LinkStolen).ShouldBe(1);

        (await receiver.Closed)!.Condition.ShouldBe("amqp:link:stolen");
        other.IsOpen.ShouldBeTrue();
        client.Connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cut_connection_is_lost_without_a_word_and_others_stay()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient first = await RawClient.ConnectAsync(broker), second = await RawClient.ConnectAsync(broker);
        await first.AttachReceiverAsync(Reader);
        await second.AttachReceiverAsync("orders/ConsumerGroups/$Default/Partitions/1");

        broker.Faults.CutConnections(new FaultScope { Hub = "Orders", PartitionId = "0" }).ShouldBe(1);

        (await first.Connection.Closed)!.IsTransportLoss.ShouldBeTrue();
        second.Connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_frozen_connection_stays_open_and_goes_on_later()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient frozen = await RawClient.ConnectAsync(broker), other = await RawClient.ConnectAsync(broker);
        AmqpReceiver receiver = await frozen.AttachReceiverAsync(Reader);
        IDisposable freeze = broker.Faults.FreezeConnections(Readers);

        broker.Publish("orders", "0", "a");
        ValueTask<ReceivedMessage> next = receiver.ReceiveAsync(Cancellation);
        await other.RequestAsync("$management", ("operation", "READ"), ("type", "com.microsoft:eventhub"), ("name", "orders"));
        next.IsCompleted.ShouldBeFalse();
        frozen.Connection.IsOpen.ShouldBeTrue();

        freeze.Dispose();
        BodyOf(await next).ShouldBe("a");
    }

    [Fact]
    public async Task A_closed_connection_learns_why()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        broker.Faults.CloseConnections().ShouldBe(1);

        (await client.Connection.Closed)!.Condition.ShouldBe("amqp:connection:forced");
    }

    [Fact]
    public async Task Attaches_are_refused_until_the_fault_is_lifted()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        using (broker.Faults.RefuseAttaches(FaultError.Timeout, Readers))
        {
            (await Should.ThrowAsync<AmqpException>(() => client.AttachReceiverAsync(Reader))).Condition.ShouldBe("com.microsoft:timeout");
            (await client.AttachSenderAsync("orders")).IsOpen.ShouldBeTrue();
        }

        (await client.AttachReceiverAsync(Reader)).IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_delay_holds_back_what_would_come_at_once()
    {
        var clock = new TestClock();
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.TimeProvider = clock, options.AddHub("orders", 1)));
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/0");
        using IDisposable slow = broker.Faults.Delay(TimeSpan.FromMinutes(1), Writers);

        Task<DeliveryState> sending = SendAsync(sender, "a");
        await clock.UntilWaitedForAsync(TimeSpan.FromMinutes(1));
        sending.IsCompleted.ShouldBeFalse();

        clock.Advance(TimeSpan.FromMinutes(1));
        (await sending).ShouldBe(DeliveryState.Accepted);
    }

    [Fact]
    public async Task A_throttled_reader_gets_events_at_the_given_rate()
    {
        var clock = new TestClock();
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.TimeProvider = clock, options.AddHub("orders", 1)));
        await using RawClient client = await RawClient.ConnectAsync(broker);
        broker.Publish("orders", "0", "a", "b");
        using IDisposable throttle = broker.Faults.Throttle(eventsPerSecond: 0.1, Readers);

        AmqpReceiver receiver = await client.AttachReceiverAsync(Reader);
        await clock.UntilWaitedForAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));

        BodyOf(await receiver.ReceiveAsync(Cancellation)).ShouldBe("a");
        await clock.UntilWaitedForAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));
        BodyOf(await receiver.ReceiveAsync(Cancellation)).ShouldBe("b");
    }

    [Fact]
    public async Task Clearing_lifts_everything()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        broker.Faults.StopAnswering();
        broker.Faults.RefuseAttaches(FaultError.Timeout);
        Task<AmqpReceiver> attaching = client.AttachReceiverAsync(Reader);

        broker.Faults.Clear();

        (await attaching).IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Offline_nobody_connects_and_online_the_port_is_the_same()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        int port = broker.Port;

        await broker.GoOfflineAsync();
        (await Should.ThrowAsync<AmqpException>(() => RawClient.ConnectAsync(broker))).IsTransportLoss.ShouldBeTrue();

        await broker.GoOnlineAsync(Cancellation);
        broker.Port.ShouldBe(port);
        await using RawClient client = await RawClient.ConnectAsync(broker);
        client.Connection.IsOpen.ShouldBeTrue();
    }

    private static Task<DeliveryState> SendAsync(AmqpSender sender, string body) =>
        sender.SendAsync(new OutgoingMessage(AmqpMessage.FromData(Encoding.UTF8.GetBytes(body)).ToArray()), Cancellation);

    private static string BodyOf(ReceivedMessage message) => Encoding.UTF8.GetString(message.Decode().Data.Single().Span);
}
