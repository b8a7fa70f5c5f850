using System.Text;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.EventHubs.Broker.Tests.Protocol;

/// <summary>What goes over the wire, to the letter: SDKs depend on types, conditions and texts.</summary>
public sealed class LinkTests
{
    private const string Reader = "/orders/ConsumerGroups/$Default/Partitions/0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_may_be_answered_settled_and_gets_events_within_its_credit()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        broker.Publish("orders", "0", "a", "b", "c");

        AmqpReceiver receiver = await client.AttachReceiverAsync(Reader, credit: 2);

        receiver.RemoteAttach.SenderSettleMode.ShouldBe(SettleMode.Settled);
        receiver.RemoteAttach.InitialDeliveryCount.ShouldBe(0u);
        ReceivedMessage first = await receiver.ReceiveAsync(Cancellation);
        (first.IsSettled, first.MessageFormat).ShouldBe((true, 0u));
        await receiver.ReceiveAsync(Cancellation);
        await client.RequestAsync("$management", ("operation", "READ"), ("type", "com.microsoft:eventhub"), ("name", "orders"));
        ValueTask<ReceivedMessage> third = receiver.ReceiveAsync(Cancellation);
        third.IsCompleted.ShouldBeFalse();

        receiver.AddCredit(1);
        Encoding.UTF8.GetString((await third).Decode().Data.Single().Span).ShouldBe("c");
    }

    [Fact]
    public async Task A_writer_gets_credit_and_the_largest_message_size()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.MaximumMessageSize = 256 << 10, options.AddHub("orders")));
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpSender sender = await client.AttachSenderAsync("/ORDERS");
        await sender.WaitToSendAsync(Cancellation);

        sender.MaxMessageSize.ShouldBe(256ul << 10);
    }

    [Fact]
    public async Task A_malformed_message_is_rejected_and_the_link_stays()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/0");
        byte[] batchOfNonsense = AmqpMessage.FromData("no message"u8.ToArray()).ToArray();

        DeliveryState[] outcomes =
        [
            await sender.SendAsync(new OutgoingMessage("nonsense"u8.ToArray()), Cancellation),
            await sender.SendAsync(new OutgoingMessage(default, batchOfNonsense, 0x80013700), Cancellation),
            await sender.SendAsync(new OutgoingMessage(AmqpMessage.FromData("sense"u8.ToArray()).ToArray()), Cancellation),
        ];

        outcomes[..2].ShouldAllBe(outcome => ((RejectedState)outcome).Error!.Condition.ToString() == ErrorCondition.DecodeError);
        outcomes[2].ShouldBe(DeliveryState.Accepted);
        broker.ReadStored("orders", "0").ShouldHaveSingleItem().BodyText.ShouldBe("sense");
    }

    [Theory]
    [InlineData("missing/ConsumerGroups/$Default/Partitions/0", "amqp:not-found", "The messaging entity 'missing' could not be found")]
    [InlineData("orders/ConsumerGroups/missing/Partitions/0", "amqp:not-found", "could not be found")]
    [InlineData("orders/ConsumerGroups/$Default/Partitions/4", "com.microsoft:argument-out-of-range", "between 0 and 3")]
    [InlineData("orders/ConsumerGroups/$Default/Partitions/00", "com.microsoft:argument-out-of-range", "between 0 and 3")]
    [InlineData("orders", "com.microsoft:argument-error", "'orders'")]
    [InlineData("", "com.microsoft:argument-error", "''")]
    public async Task A_reader_of_what_does_not_exist_is_refused_in_words_that_clients_know(string address, string condition, string text)
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpException refusal = await Should.ThrowAsync<AmqpException>(() => client.AttachReceiverAsync(address));

        refusal.Condition.ShouldBe(condition);
        refusal.Description!.ShouldContain(text);
    }

    [Theory]
    [InlineData("missing", "amqp:not-found", "could not be found")]
    [InlineData("orders/Partitions/x", "com.microsoft:argument-out-of-range", "between 0 and 3")]
    [InlineData("orders/ConsumerGroups/$Default/Partitions/0", "com.microsoft:argument-error", "No link of this direction")]
    public async Task A_writer_to_what_does_not_exist_is_refused_too(string address, string condition, string text)
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpException refusal = await Should.ThrowAsync<AmqpException>(() => client.AttachSenderAsync(address));

        refusal.Condition.ShouldBe(condition);
        refusal.Description!.ShouldContain(text);
    }

    [Fact]
    public async Task Any_consumer_group_will_do_where_the_options_say_so()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.AcceptAnyConsumerGroup = true, options.AddHub("orders")));
        await using RawClient client = await RawClient.ConnectAsync(broker);

        (await client.AttachReceiverAsync("orders/ConsumerGroups/whatever/Partitions/0")).IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task The_properties_of_a_hub_have_the_types_that_clients_unbox()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.Offsets = OffsetFormat.Opaque, options.AddHub("orders", 2)));
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpMessage reply = await client.RequestAsync("$management", ("operation", "READ"), ("type", "com.microsoft:eventhub"), ("name", "Orders"));

        reply.Properties!.CorrelationId.ShouldBe("request1");
        reply.ApplicationProperties!["status-code"].ShouldBe(200);
        AmqpMap hub = reply.Value.ShouldBeOfType<AmqpMap>();
        hub["name"].ShouldBe("orders");
        hub["partition_ids"].ShouldBe(new[] { "0", "1" });
        hub["created_at"].ShouldBeOfType<DateTimeOffset>();
        hub["georeplication_factor"].ShouldBe(2);
    }

    [Fact]
    public async Task The_properties_of_a_partition_have_the_types_that_clients_unbox()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpMessage reply = await client.RequestAsync(
            "$management", ("operation", "READ"), ("type", "com.microsoft:partition"), ("name", "orders"), ("partition", "3"));

        AmqpMap partition = reply.Value.ShouldBeOfType<AmqpMap>();
        partition["name"].ShouldBe("orders");
        partition["partition"].ShouldBe("3");
        partition["begin_sequence_number"].ShouldBe(0L);
        partition["last_enqueued_sequence_number"].ShouldBe(-1L);
        partition["last_enqueued_offset"].ShouldBe("-1");
        partition["last_enqueued_time_utc"].ShouldBeOfType<DateTimeOffset>();
        partition["is_partition_empty"].ShouldBe(true);
    }

    [Theory]
    [InlineData("READ", "com.microsoft:eventhub", "missing", 404, "amqp:not-found")]
    [InlineData("WRITE", "com.microsoft:eventhub", "orders", 501, "amqp:not-implemented")]
    [InlineData("READ", "com.microsoft:partition", "orders", 400, "com.microsoft:argument-out-of-range")]
    public async Task A_request_that_cannot_be_answered_gets_status_and_condition(string operation, string type, string name, int status, string condition)
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpMessage reply = await client.RequestAsync("$management", ("operation", operation), ("type", type), ("name", name));

        reply.ApplicationProperties!["status-code"].ShouldBe(status);
        reply.ApplicationProperties["error-condition"].ShouldBe(new AmqpSymbol(condition));
    }

    [Fact]
    public async Task Every_token_is_accepted()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpMessage reply = await client.RequestAsync("$cbs", ("operation", "put-token"), ("type", "jwt"), ("name", "amqp://localhost/orders"));

        reply.ApplicationProperties!["status-code"].ShouldBe(202);
    }

    [Fact]
    public async Task Links_to_the_nodes_echo_the_settle_mode()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpSender sender = await client.Session.AttachSenderAsync(
            new SenderOptions { Name = "settled", Source = new AmqpSource(), Target = new AmqpTarget { Address = "$cbs" }, SettleMode = SettleMode.Settled },
            Cancellation);

        sender.RemoteAttach.SenderSettleMode.ShouldBe(SettleMode.Settled);
    }

    [Fact]
    public async Task An_event_behind_the_newest_one_cannot_be_the_beginning()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);

        AmqpException refusal = await Should.ThrowAsync<AmqpException>(
            () => client.AttachReceiverAsync(Reader, selector: "amqp.annotation.x-opt-sequence-number > '5'"));

        refusal.Condition.ShouldBe("com.microsoft:argument-error");
    }

    [Fact]
    public async Task A_reader_that_asks_for_it_learns_of_the_newest_event_behind_the_header_of_each()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient client = await RawClient.ConnectAsync(broker);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/0");
        AmqpMessage sent = AmqpMessage.FromData("x"u8.ToArray());
        sent.Header = new MessageHeader { Durable = true };
        await sender.SendAsync(new OutgoingMessage(sent.ToArray()), Cancellation);

        AmqpReceiver receiver = await client.AttachReceiverAsync(Reader, capabilities: "com.microsoft:enable-receiver-runtime-metric");
        AmqpMessage received = (await receiver.ReceiveAsync(Cancellation)).Decode();

        receiver.RemoteAttach.OfferedCapabilities.ShouldContain(new AmqpSymbol("com.microsoft:enable-receiver-runtime-metric"));
        received.Header!.Durable.ShouldBe(true);
        AmqpMap metric = received.DeliveryAnnotations!;
        metric[new AmqpSymbol("last_enqueued_sequence_number")].ShouldBe(0L);
        metric[new AmqpSymbol("last_enqueued_offset")].ShouldBe("0");
        metric[new AmqpSymbol("last_enqueued_time_utc")].ShouldBeOfType<DateTimeOffset>();
        metric[new AmqpSymbol("runtime_info_retrieval_time_utc")].ShouldBeOfType<DateTimeOffset>();
    }

    [Fact]
    public async Task A_reader_of_the_same_epoch_evicts_the_one_on_another_connection()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient first = await RawClient.ConnectAsync(broker), second = await RawClient.ConnectAsync(broker);
        AmqpReceiver victim = await first.AttachReceiverAsync(Reader, epoch: 0);

        AmqpReceiver thief = await second.AttachReceiverAsync(Reader, epoch: 0);

        (await victim.Closed)!.Condition.ShouldBe("amqp:link:stolen");
        thief.IsOpen.ShouldBeTrue();
        first.Connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_reader_that_left_makes_room_for_one_with_a_lower_epoch()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using RawClient second = await RawClient.ConnectAsync(broker);
        await using (RawClient first = await RawClient.ConnectAsync(broker))
        {
            await first.AttachReceiverAsync(Reader, epoch: 9);
        }

        await broker.UntilReceiversAsync(0);
        (await second.AttachReceiverAsync(Reader, epoch: 1)).IsOpen.ShouldBeTrue();
    }
}
