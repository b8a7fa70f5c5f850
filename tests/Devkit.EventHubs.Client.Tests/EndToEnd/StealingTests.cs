using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Amqp;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

/// <summary>What the readers of processors do when their partition is taken from them.</summary>
public sealed class StealingTests : BrokerTestBase
{
    [Fact]
    public async Task A_robbed_reader_of_a_processor_stays_out()
    {
        var victim = ReaderOf("victim", 0.99);
        await BeRobbedAsync(victim);
        for (var i = 0; i < 2; i++)
        {
            (await Should.ThrowAsync<EventHubsException>(() => victim.ReceiveAsync(1, TimeSpan.FromSeconds(1), Token))).Reason.ShouldBe(Reason.ConsumerDisconnected);
        }
    }

    [Fact]
    public async Task Now_and_then_it_takes_the_partition_back_by_mistake()
    {
        var victim = ReaderOf("victim", 0.01);
        var thief = await BeRobbedAsync(victim);
        (await victim.ReceiveAsync(1, TimeSpan.FromSeconds(1), Token)).ShouldBeEmpty();
        (await Should.ThrowAsync<EventHubsException>(() => thief.ReceiveAsync(1, TimeSpan.FromSeconds(1), Token))).Reason.ShouldBe(Reason.ConsumerDisconnected);
    }

    private async Task<AmqpTransportConsumer> BeRobbedAsync(AmqpTransportConsumer victim)
    {
        await victim.ReceiveAsync(1, TimeSpan.FromMilliseconds(50), Token);
        var pending = victim.ReceiveAsync(1, TimeSpan.FromSeconds(20), Token);
        var thief = ReaderOf("thief", 0.99);
        await thief.ReceiveAsync(1, TimeSpan.FromMilliseconds(50), Token);
        (await pending).ShouldBeEmpty();
        return thief;
    }

    private AmqpTransportConsumer ReaderOf(string identifier, double chance)
    {
        var scope = new ConnectionScope(ConnectionTarget.FromConnectionString(ConnectionString, null, null));
        var settings = new ConsumerSettings
        {
            ConsumerGroup = Group,
            PartitionId = "0",
            Identifier = identifier,
            Position = EventPosition.Earliest,
            RetryPolicy = FastRetries().ToRetryPolicy(),
            PrefetchCount = 300,
            OwnerLevel = 0,
            InvalidateWhenStolen = true,
        };
        var consumer = new AmqpTransportConsumer(scope, settings, new LoadedDice(chance));
        Keep(new Both(consumer, scope));
        return consumer;
    }

    private sealed class LoadedDice(double value) : Random
    {
        public override double NextDouble() => value;
    }

    private sealed class Both(AmqpTransportConsumer consumer, ConnectionScope scope) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await consumer.CloseAsync(CancellationToken.None);
            await scope.CloseAsync(CancellationToken.None);
        }
    }
}
