using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace Devkit.EventHubs.Client.Tests.Values;

public class OptionsTests
{
    [Fact]
    public void A_processors_defaults_are_those_of_the_original()
    {
        var options = new EventProcessorOptions();
        options.MaximumWaitTime.ShouldBe(TimeSpan.FromSeconds(60));
        options.PrefetchCount.ShouldBe(300);
        options.PrefetchSizeInBytes.ShouldBeNull();
        options.LoadBalancingUpdateInterval.ShouldBe(TimeSpan.FromSeconds(30));
        options.PartitionOwnershipExpirationInterval.ShouldBe(TimeSpan.FromMinutes(2));
        options.Identifier.ShouldBeNull();
        options.TrackLastEnqueuedEventProperties.ShouldBeTrue();
        options.DefaultStartingPosition.ShouldBe(EventPosition.Earliest);
        options.LoadBalancingStrategy.ShouldBe(LoadBalancingStrategy.Greedy);
        Should.Throw<ArgumentNullException>(() => options.ConnectionOptions = null);
        Should.Throw<ArgumentNullException>(() => options.RetryOptions = null);
        Should.Throw<ArgumentOutOfRangeException>(() => options.MaximumWaitTime = TimeSpan.FromTicks(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => options.PrefetchCount = -1);
        Should.Throw<ArgumentOutOfRangeException>(() => options.PrefetchSizeInBytes = -1);
        Should.Throw<ArgumentOutOfRangeException>(() => options.LoadBalancingUpdateInterval = TimeSpan.FromTicks(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => options.PartitionOwnershipExpirationInterval = TimeSpan.FromTicks(-1));
        options.MaximumWaitTime = TimeSpan.Zero;
        options.LoadBalancingUpdateInterval = TimeSpan.Zero;
    }

    [Fact]
    public void A_receivers_defaults_are_those_of_the_original()
    {
        var options = new PartitionReceiverOptions();
        options.DefaultMaximumReceiveWaitTime.ShouldBe(TimeSpan.FromSeconds(60));
        options.PrefetchCount.ShouldBe(300);
        options.OwnerLevel.ShouldBeNull();
        options.TrackLastEnqueuedEventProperties.ShouldBeTrue();
    }

    [Fact]
    public void The_defaults_of_reading_are_those_of_the_original()
    {
        var options = new ReadEventOptions();
        options.CacheEventCount.ShouldBe(100);
        options.MaximumWaitTime.ShouldBeNull();
        options.OwnerLevel.ShouldBeNull();
        options.PrefetchCount.ShouldBe(300);
        options.TrackLastEnqueuedEventProperties.ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => options.CacheEventCount = 0);
    }

    [Fact]
    public void A_connections_defaults_are_those_of_the_original()
    {
        var options = new EventHubConnectionOptions();
        options.TransportType.ShouldBe(EventHubsTransportType.AmqpTcp);
        options.ConnectionIdleTimeout.ShouldBe(TimeSpan.FromSeconds(60));
        options.SendBufferSizeInBytes.ShouldBe(-1);
        options.ReceiveBufferSizeInBytes.ShouldBe(-1);
        Should.Throw<ArgumentOutOfRangeException>(() => options.ConnectionIdleTimeout = TimeSpan.FromTicks(-1));
    }
}
