using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Tests;

/// <summary>Brokers for tests.</summary>
internal static class TestBroker
{
    /// <summary>A broker with one hub, <c>orders</c>, of four partitions.</summary>
    public static Task<EventHubsBroker> StartAsync() => StartAsync(options => options.AddHub("orders", 4));

    /// <summary>A broker with options of its own.</summary>
    public static Task<EventHubsBroker> StartAsync<T>(Func<EventHubsBrokerOptions, T> configure)
    {
        var options = new EventHubsBrokerOptions();
        configure(options);
        return EventHubsBroker.StartAsync(options, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until exactly so many consumers are attached.</summary>
    public static async Task UntilReceiversAsync(this EventHubsBroker broker, int count)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (broker.Links.Count(link => link.Kind == LinkKinds.Receivers) != count)
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
