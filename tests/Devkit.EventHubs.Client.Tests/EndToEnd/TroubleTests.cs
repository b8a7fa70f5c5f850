using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Devkit.EventHubs.Broker.Faults;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

public sealed class TroubleTests : BrokerTestBase
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    public async Task A_newer_reader_of_the_same_or_a_higher_level_takes_the_partition_over(long first, long second)
    {
        Broker.Publish(Hub, "0", ["a", "b"]);
        var victim = Receiver(EventPosition.Earliest, options: new PartitionReceiverOptions { OwnerLevel = first });
        await ReadAsync(victim, 2);
        var pending = victim.ReceiveBatchAsync(1, TimeSpan.FromSeconds(20), Token);
        var thief = Receiver(EventPosition.Earliest, options: new PartitionReceiverOptions { OwnerLevel = second });
        (await ReadAsync(thief, 2)).Count.ShouldBe(2);

        // The receive that was pending ends without a word; the next one knows.
        (await pending).ShouldBeEmpty();
        (await Should.ThrowAsync<EventHubsException>(() => victim.ReceiveBatchAsync(1, TimeSpan.FromSeconds(1), Token))).Reason.ShouldBe(Reason.ConsumerDisconnected);
    }

    [Fact]
    public async Task A_lower_level_and_no_level_are_refused()
    {
        var owner = Receiver(EventPosition.Earliest, options: new PartitionReceiverOptions { OwnerLevel = 7 });
        await owner.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(50), Token);
        foreach (var level in new long?[] { 3, null })
        {
            var other = Receiver(EventPosition.Earliest, options: new PartitionReceiverOptions { OwnerLevel = level });
            (await Should.ThrowAsync<EventHubsException>(() => other.ReceiveBatchAsync(1, TimeSpan.FromSeconds(1), Token))).Reason.ShouldBe(Reason.ConsumerDisconnected);
        }
    }

    [Fact]
    public async Task Too_many_readers_without_a_level_are_refused()
    {
        for (var i = 0; i < 5; i++)
        {
            await Receiver(EventPosition.Earliest).ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(20), Token);
        }

        (await Should.ThrowAsync<EventHubsException>(() => Receiver(EventPosition.Earliest).ReceiveBatchAsync(1, TimeSpan.FromSeconds(1), Token))).Reason.ShouldBe(Reason.QuotaExceeded);
    }

    [Fact]
    public async Task Missing_hubs_groups_and_partitions_are_not_found()
    {
        await using var producer = new EventHubProducerClient(Broker.ConnectionString, "missing", new EventHubProducerClientOptions { RetryOptions = FastRetries() });
        (await Should.ThrowAsync<EventHubsException>(() => producer.SendAsync(Numbered(1), Token))).Reason.ShouldBe(Reason.ResourceNotFound);
        (await Should.ThrowAsync<EventHubsException>(() => producer.GetEventHubPropertiesAsync(Token))).Reason.ShouldBe(Reason.ResourceNotFound);
        await using var receiver = new PartitionReceiver("missing", "0", EventPosition.Earliest, ConnectionString);
        (await Should.ThrowAsync<EventHubsException>(() => receiver.ReceiveBatchAsync(1, Token))).Reason.ShouldBe(Reason.ResourceNotFound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_goes_on_behind_what_it_read_when_its_connection_or_link_was_lost(bool connection)
    {
        Broker.Publish(Hub, "0", Enumerable.Range(0, 10).Select(i => $"{i}"));
        var receiver = Receiver(EventPosition.Earliest, options: new PartitionReceiverOptions { OwnerLevel = 1 });
        await ReadAsync(receiver, 4);
        var links = new FaultScope { Hub = Hub, PartitionId = "0" };
        (connection ? Broker.Faults.CutConnections(links) : Broker.Faults.DropLinks(links)).ShouldBe(1);
        Broker.Publish(Hub, "0", Enumerable.Range(10, 10).Select(i => $"{i}"));
        (await ReadAsync(receiver, 16)).Select(e => e.SequenceNumber).ShouldBe(Enumerable.Range(4, 16).Select(i => (long)i));
    }

    [Fact]
    public async Task A_lost_connection_shows_as_an_early_empty_batch_of_the_pending_receive()
    {
        var receiver = Receiver(EventPosition.Earliest);
        await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(50), Token);
        var pending = receiver.ReceiveBatchAsync(1, TimeSpan.FromSeconds(60), Token);
        Broker.Faults.CutConnections();
        (await pending).ShouldBeEmpty();
        Broker.Publish(Hub, "0", ["a"]);
        (await ReadAsync(receiver, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_producer_and_a_question_survive_a_restart_of_the_service()
    {
        var producer = Producer();
        await producer.SendAsync(Numbered(1), new SendEventOptions { PartitionId = "0" }, Token);
        await producer.GetPartitionIdsAsync(Token);
        await Broker.RestartAsync(Token);
        await producer.SendAsync(Numbered(1), new SendEventOptions { PartitionId = "0" }, Token);
        (await producer.GetPartitionIdsAsync(Token)).Length.ShouldBe(4);
        Broker.GetPartition(Hub, "0").LastSequenceNumber.ShouldBe(1);
    }

    [Fact]
    public async Task A_busy_service_is_asked_again()
    {
        using var busy = Broker.Faults.BeBusy(2, new FaultScope { Client = "producer" });
        await Producer().SendAsync(Numbered(1), new SendEventOptions { PartitionId = "0" }, Token);
        Broker.GetPartition(Hub, "0").LastSequenceNumber.ShouldBe(0);
    }

    [Fact]
    public async Task A_service_that_stays_busy_is_given_up()
    {
        using var busy = Broker.Faults.BeBusy(100, new FaultScope { Links = LinkKinds.Senders | LinkKinds.Management });
        (await Should.ThrowAsync<EventHubsException>(() => Producer(FastRetries(1)).SendAsync(Numbered(1), Token))).Reason.ShouldBe(Reason.ServiceBusy);
        (await Should.ThrowAsync<EventHubsException>(() => Producer(FastRetries(0)).GetPartitionIdsAsync(Token))).Reason.ShouldBe(Reason.ServiceBusy);
    }

    [Fact]
    public async Task A_silent_service_times_out()
    {
        var retries = FastRetries(0);
        retries.TryTimeout = TimeSpan.FromMilliseconds(300);
        var producer = Producer(retries);
        using var silence = Broker.Faults.StopAnswering();
        var failure = await Should.ThrowAsync<EventHubsException>(() => producer.SendAsync(Numbered(1), Token));
        failure.Reason.ShouldBe(Reason.ServiceTimeout);
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task An_unreachable_service_is_a_communication_problem()
    {
        var connectionString = ConnectionString;
        await Broker.GoOfflineAsync();
        await using var producer = new EventHubProducerClient(connectionString, new EventHubProducerClientOptions { RetryOptions = FastRetries(1) });
        (await Should.ThrowAsync<EventHubsException>(() => producer.SendAsync(Numbered(1), Token))).Reason.ShouldBe(Reason.ServiceCommunicationProblem);
        await Broker.GoOnlineAsync(Token);
        await producer.SendAsync(Numbered(1), Token);
    }

    [Fact]
    public async Task Buffers_of_other_sizes_change_nothing_but_speed()
    {
        var options = new EventHubConnectionOptions { SendBufferSizeInBytes = 4096, ReceiveBufferSizeInBytes = 8192 };
        await using var connection = new EventHubConnection(ConnectionString, options);
        await using var producer = new EventHubProducerClient(connection);
        await producer.SendAsync([new EventData(new byte[500_000])], new SendEventOptions { PartitionId = "0" }, Token);
        await using var receiver = new PartitionReceiver(Group, "0", EventPosition.Earliest, connection);
        (await ReadAsync(receiver, 1))[0].EventBody.ToMemory().Length.ShouldBe(500_000);
    }

    [Fact]
    public async Task A_service_that_hangs_does_not_keep_clients_from_closing()
    {
        var receiver = Receiver(EventPosition.Earliest);
        await receiver.ReceiveBatchAsync(1, TimeSpan.FromMilliseconds(50), Token);
        using var silence = Broker.Faults.StopAnswering();
        await receiver.CloseAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Clients_on_a_shared_connection_leave_it_open()
    {
        await using var connection = new EventHubConnection(ConnectionString);
        await using (var producer = new EventHubProducerClient(connection))
        {
            await producer.SendAsync(Numbered(1), new SendEventOptions { PartitionId = "0" }, Token);
        }

        connection.IsClosed.ShouldBeFalse();
        await using var receiver = new PartitionReceiver(Group, "0", EventPosition.Earliest, connection);
        (await ReadAsync(receiver, 1)).Count.ShouldBe(1);
        Broker.ConnectionCount.ShouldBe(1);
        await connection.CloseAsync(Token);
        connection.IsClosed.ShouldBeTrue();
        (await Should.ThrowAsync<EventHubsException>(() => receiver.ReceiveBatchAsync(1, Token))).Reason.ShouldBe(Reason.ClientClosed);
    }
}
