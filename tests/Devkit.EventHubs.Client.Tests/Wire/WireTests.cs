using System.Globalization;
using System.Net;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Devkit.EventHubs.Client.Tests.Wire;

/// <summary>What the client says, word for word: the service, and servers that imitate it, depend on it.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private readonly RecordingHost _host = new();
    private AmqpListener? _listener;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string ConnectionString =>
        $"Endpoint=sb://localhost:{_listener!.EndPoint.Port}/;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true;EntityPath=";

    public ValueTask InitializeAsync()
    {
        _listener = AmqpListener.Start(new IPEndPoint(IPAddress.Loopback, 0), new ListenerOptions { SaslMechanisms = ["MSSBCBS"], AllowWithoutSasl = false }, _host);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _listener!.DisposeAsync();

    [Fact]
    public async Task A_reader_names_itself_its_place_and_its_wishes()
    {
        await using var receiver = new PartitionReceiver(
            "my group", "0", EventPosition.FromSequenceNumber(5, false), ConnectionString + "Hub Ünï",
            new PartitionReceiverOptions { OwnerLevel = 3, Identifier = "me" });
        await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(20), Token);

        var open = _host.Opens.ShouldHaveSingleItem();
        open.HostName.ShouldBe("localhost");
        open.ContainerId.ShouldMatch("^Hub Ünï-[0-9a-f]{8}$");
        open.MaxFrameSize.ShouldBe(65536u);
        open.ChannelMax.ShouldBe((ushort)8191);
        open.IdleTimeout.ShouldBe(30_000u);
        open.Properties!.Select(p => p.Key.ToString()).ShouldBe(["product", "version", "framework", "platform", "user-agent"], ignoreOrder: true);

        var link = _host.LinkTo("/Hub%20%C3%9Cn%C3%AF/ConsumerGroups/my%20group/Partitions/0");
        link.Target!.Address.ShouldBe("me");
        link.SenderSettleMode.ShouldBe(SettleMode.Settled);
        link.Properties!.TryGet(AmqpSymbol.FromString("com.microsoft:entity-type"), out int type).ShouldBeTrue();
        type.ShouldBe(8);
        link.Properties.TryGet(AmqpSymbol.FromString("com.microsoft:receiver-name"), out string? name).ShouldBeTrue();
        name.ShouldBe("me");
        link.Properties.TryGet(AmqpSymbol.FromString("com.microsoft:epoch"), out long epoch).ShouldBeTrue();
        epoch.ShouldBe(3);
        link.DesiredCapabilities.Select(c => c.Text).ShouldBe(["com.microsoft:georeplication", "com.microsoft:enable-receiver-runtime-metric"]);
        link.Source!.Filter!.TryGet(AmqpSymbol.FromString("apache.org:selector-filter:string"), out DescribedValue? filter).ShouldBeTrue();
        filter!.Descriptor.ShouldBe(0x0000_0137_0000_000AUL);
        filter.Value.ShouldBe("amqp.annotation.x-opt-sequence-number > 5");
    }

    [Fact]
    public async Task Positions_are_filters()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        (await FilterOfAsync(EventPosition.Earliest)).ShouldBe("amqp.annotation.x-opt-offset > -1");
        (await FilterOfAsync(EventPosition.Latest)).ShouldBe("amqp.annotation.x-opt-offset > @latest");
        (await FilterOfAsync(EventPosition.FromOffset("12:3"))).ShouldBe("amqp.annotation.x-opt-offset >= 12:3");
        (await FilterOfAsync(EventPosition.FromOffset("12:3", false))).ShouldBe("amqp.annotation.x-opt-offset > 12:3");
        (await FilterOfAsync(EventPosition.FromSequenceNumber(5))).ShouldBe("amqp.annotation.x-opt-sequence-number >= 5");
        (await FilterOfAsync(EventPosition.FromEnqueuedTime(time))).ShouldBe("amqp.annotation.x-opt-enqueued-time > 1700000000123");

        async Task<object?> FilterOfAsync(EventPosition position)
        {
            _host.Attaches.Clear();
            await using var receiver = new PartitionReceiver("g", "0", position, ConnectionString + "h");
            await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(10), Token);
            _host.LinkTo("/h/ConsumerGroups/g/Partitions/0").Source!.Filter!.TryGet(AmqpSymbol.FromString("apache.org:selector-filter:string"), out DescribedValue? filter);
            return filter!.Value;
        }
    }

    [Fact]
    public async Task A_reader_without_level_and_tracking_says_neither()
    {
        await using var receiver = new PartitionReceiver("g", "0", EventPosition.Earliest, ConnectionString + "h", new PartitionReceiverOptions { TrackLastEnqueuedEventProperties = false });
        await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(20), Token);
        var link = _host.LinkTo("/h/ConsumerGroups/g/Partitions/0");
        link.Properties!.ContainsKey(AmqpSymbol.FromString("com.microsoft:epoch")).ShouldBeFalse();
        link.DesiredCapabilities.Select(c => c.Text).ShouldBe(["com.microsoft:georeplication"]);
    }

    [Fact]
    public async Task A_token_is_put_for_each_link()
    {
        await using var receiver = new PartitionReceiver("g", "0", EventPosition.Earliest, ConnectionString + "h");
        await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(20), Token);
        var request = _host.Requests.ShouldHaveSingleItem();
        Text(request, "operation").ShouldBe("put-token");
        Text(request, "type").ShouldBe("servicebus.windows.net:sastoken");
        Text(request, "name").ShouldBe("amqp://localhost/h/ConsumerGroups/g/Partitions/0");
        request.Value.ShouldBeOfType<string>().ShouldStartWith("SharedAccessSignature sr=amqps%3A%2F%2Flocalhost%2Fh&sig=");
        request.ApplicationProperties!.TryGet("expiration", out DateTimeOffset _).ShouldBeTrue();
        _host.Attaches.Where(a => a.Source!.Address == "$cbs" || a.Target!.Address == "$cbs").Select(a => a.SenderSettleMode)
            .ShouldBe([SettleMode.Settled, SettleMode.Settled]);
    }

    [Theory]
    [InlineData(400, Reason.ServiceCommunicationProblem)]
    [InlineData(403, Reason.ServiceCommunicationProblem)]
    [InlineData(404, Reason.ResourceNotFound)]
    [InlineData(500, Reason.ServiceCommunicationProblem)]
    public async Task A_refused_token_has_a_reason(int status, Reason reason)
    {
        _host.Answer = _ => (new AmqpMap { ["status-code"] = status, ["status-description"] = "no" }, null);
        (await Should.ThrowAsync<EventHubsException>(ReceiveOnceAsync)).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_token_without_rights_is_unauthorised()
    {
        _host.Answer = _ => (new AmqpMap { ["status-code"] = 401, ["status-description"] = "no" }, null);
        await Should.ThrowAsync<UnauthorizedAccessException>(ReceiveOnceAsync);
    }

    [Fact]
    public async Task A_status_that_is_no_int_is_an_error()
    {
        _host.Answer = _ => (new AmqpMap { ["status-code"] = 202L }, null);
        await Should.ThrowAsync<InvalidCastException>(ReceiveOnceAsync);
    }

    [Fact]
    public async Task A_question_carries_its_token_and_needs_no_other()
    {
        _host.Answer = _ => (
            new AmqpMap { ["status-code"] = 200 },
            new AmqpMap { ["name"] = "h", ["created_at"] = DateTimeOffset.UnixEpoch, ["partition_ids"] = new[] { "0", "1" }, ["georeplication_factor"] = 2 });
        await using var producer = ProducerOf("h");
        var properties = await producer.GetEventHubPropertiesAsync(Token);
        properties.PartitionIds.ShouldBe(["0", "1"]);
        properties.IsGeoReplicationEnabled.ShouldBeTrue();
        properties.CreatedOn.ShouldBe(DateTimeOffset.UnixEpoch);
        var request = _host.Requests.ShouldHaveSingleItem();
        Text(request, "operation").ShouldBe("READ");
        Text(request, "type").ShouldBe("com.microsoft:eventhub");
        Text(request, "name").ShouldBe("h");
        Text(request, "security_token").ShouldStartWith("SharedAccessSignature ");
        _host.Attaches.ShouldNotContain(a => a.Source!.Address == "$cbs");
    }

    [Fact]
    public async Task A_question_without_an_answer_is_asked_again_on_another_link()
    {
        _host.Silences = 1;
        _host.Answer = _ => (
            new AmqpMap { ["status-code"] = 200 },
            new AmqpMap { ["name"] = "h", ["created_at"] = DateTimeOffset.UnixEpoch, ["partition_ids"] = new[] { "0" } });
        var retries = new EventHubsRetryOptions { MaximumRetries = 1, Delay = TimeSpan.FromMilliseconds(1), TryTimeout = TimeSpan.FromMilliseconds(300) };
        await using var producer = new EventHubProducerClient(ConnectionString + "h", new EventHubProducerClientOptions { RetryOptions = retries });
        (await producer.GetPartitionIdsAsync(Token)).ShouldBe(["0"]);
        _host.Attaches.Count(a => a.Target!.Address == "$management").ShouldBe(2);
    }

    [Theory]
    [InlineData(404, "The messaging entity 'x' could not be found.", Reason.ResourceNotFound)]
    [InlineData(404, "nothing here", Reason.ServiceCommunicationProblem)]
    [InlineData(403, "no", Reason.QuotaExceeded)]
    [InlineData(408, "late", Reason.ServiceTimeout)]
    [InlineData(410, "gone", Reason.ConsumerDisconnected)]
    [InlineData(500, "oops", Reason.ServiceCommunicationProblem)]
    [InlineData(503, "busy", Reason.ServiceBusy)]
    public async Task A_refused_question_has_a_reason(int status, string description, Reason reason)
    {
        _host.Answer = _ => (new AmqpMap { ["status-code"] = status, ["status-description"] = description }, null);
        await using var producer = ProducerOf("h");
        (await Should.ThrowAsync<EventHubsException>(() => producer.GetEventHubPropertiesAsync(Token))).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_condition_in_the_reply_counts_more_than_its_status()
    {
        _host.Answer = _ => (new AmqpMap { ["status-code"] = 500, ["status-description"] = "x", ["error-condition"] = AmqpSymbol.FromString("com.microsoft:server-busy") }, null);
        await using var producer = ProducerOf("h");
        (await Should.ThrowAsync<EventHubsException>(() => producer.GetEventHubPropertiesAsync(Token))).Reason.ShouldBe(Reason.ServiceBusy);
    }

    [Fact]
    public async Task A_reply_of_the_wrong_types_is_an_error()
    {
        _host.Answer = _ => (
            new AmqpMap { ["status-code"] = 200 },
            new AmqpMap { ["name"] = "h", ["created_at"] = DateTimeOffset.UnixEpoch, ["partition_ids"] = new List<object?> { "0" } });
        await using var producer = ProducerOf("h");
        await Should.ThrowAsync<InvalidCastException>(() => producer.GetEventHubPropertiesAsync(Token));
    }

    [Fact]
    public async Task A_producer_names_itself_and_its_target()
    {
        await using var producer = ProducerOf("my hub");
        await producer.SendAsync([new EventData("x")], Token);
        await producer.SendAsync([new EventData("x")], new SendEventOptions { PartitionId = "2" }, Token);
        foreach (var address in new[] { "/my%20hub", "/my%20hub/Partitions/2" })
        {
            var link = _host.LinkTo(address);
            link.Source!.Address.ShouldBe("producer");
            link.Properties!.TryGet(AmqpSymbol.FromString("com.microsoft:entity-type"), out int type).ShouldBeTrue();
            type.ShouldBe(7);
            link.Properties.TryGet(AmqpSymbol.FromString("com.microsoft:timeout"), out uint timeout).ShouldBeTrue();
            timeout.ShouldBe(60_000u);
            link.DesiredCapabilities.Select(c => c.Text).ShouldBe(["com.microsoft:georeplication"]);
        }
    }

    [Fact]
    public async Task One_event_goes_as_it_is_and_several_in_an_envelope_with_the_key_on_all()
    {
        await using var producer = ProducerOf("h");
        var options = new SendEventOptions { PartitionKey = "key1" };
        await producer.SendAsync([new EventData("a")], options, Token);
        await producer.SendAsync([new EventData("b"), new EventData("c")], options, Token);
        using (var batch = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionKey = "key1" }, Token))
        {
            batch.TryAdd(new EventData("d"));
            await producer.SendAsync(batch, Token);
        }

        var sent = _host.Sent.ToArray();
        sent.Select(s => s.Format).ShouldBe([0u, 0x80013700u, 0u]);
        KeyOf(sent[0].Message).ShouldBe("key1");
        sent[2].Message.ShouldBe([.. sent[0].Message[..^1], (byte)'d']);
        var envelope = AmqpMessage.Decode(sent[1].Message);
        KeyOf(sent[1].Message).ShouldBe("key1");
        envelope.Data.Count.ShouldBe(2);
        envelope.Data.ShouldAllBe(data => KeyOf(data) == "key1");
        envelope.Data.Select(data => AmqpMessage.Decode(data).Data[0].ToArray().ShouldHaveSingleItem()).ShouldBe([(byte)'b', (byte)'c']);
    }

    private static string? KeyOf(ReadOnlyMemory<byte> message) =>
        AmqpMessage.Decode(message).MessageAnnotations!.TryGet(AmqpSymbol.FromString("x-opt-partition-key"), out string? key) ? key : null;

    private static string Text(AmqpMessage request, string name) =>
        request.ApplicationProperties!.TryGetValue(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : string.Empty;

    private async Task ReceiveOnceAsync()
    {
        await using var receiver = new PartitionReceiver(
            "g", "0", EventPosition.Earliest, ConnectionString + "h", new PartitionReceiverOptions { RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0 } });
        await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(20), Token);
    }

    private EventHubProducerClient ProducerOf(string hub) => new(
        ConnectionString + hub, new EventHubProducerClientOptions { Identifier = "producer", RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0 } });
}
