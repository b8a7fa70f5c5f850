using System.Net.Sockets;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Core;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Devkit.EventHubs.Client.Tests.Values;

public class RetryTests
{
    private static readonly EventHubsException Transient = new(true, "hub");

    [Fact]
    public void Defaults_are_those_of_the_original()
    {
        var options = new EventHubsRetryOptions();
        options.Mode.ShouldBe(EventHubsRetryMode.Exponential);
        options.MaximumRetries.ShouldBe(3);
        options.Delay.ShouldBe(TimeSpan.FromSeconds(0.8));
        options.MaximumDelay.ShouldBe(TimeSpan.FromSeconds(60));
        options.TryTimeout.ShouldBe(TimeSpan.FromSeconds(60));
        options.CustomRetryPolicy.ShouldBeNull();
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        var options = new EventHubsRetryOptions { MaximumRetries = 100, Delay = TimeSpan.FromMinutes(5), MaximumDelay = TimeSpan.Zero, TryTimeout = TimeSpan.Zero };
        Should.Throw<ArgumentOutOfRangeException>(() => options.MaximumRetries = 101);
        Should.Throw<ArgumentOutOfRangeException>(() => options.MaximumRetries = -1);
        Should.Throw<ArgumentOutOfRangeException>(() => options.Delay = TimeSpan.FromMicroseconds(999));
        Should.Throw<ArgumentOutOfRangeException>(() => options.Delay = TimeSpan.FromMinutes(5.1));
        Should.Throw<ArgumentOutOfRangeException>(() => options.MaximumDelay = TimeSpan.FromTicks(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => options.TryTimeout = TimeSpan.FromHours(2));
    }

    [Fact]
    public void Delays_double_and_vary_a_little()
    {
        var policy = new BasicRetryPolicy(new EventHubsRetryOptions { Delay = TimeSpan.FromSeconds(1) }, new Random(1));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            policy.CalculateRetryDelay(Transient, attempt)!.Value.TotalSeconds.ShouldBeInRange(Math.Pow(2, attempt), Math.Pow(2, attempt) + 0.08);
        }

        policy.CalculateRetryDelay(Transient, 4).ShouldBeNull();
    }

    [Fact]
    public void Fixed_delays_stay_busy_ones_are_longer_and_none_exceeds_the_maximum()
    {
        var policy = new BasicRetryPolicy(new EventHubsRetryOptions { Mode = EventHubsRetryMode.Fixed, Delay = TimeSpan.FromSeconds(1) }, new Random(1));
        policy.CalculateRetryDelay(Transient, 3)!.Value.TotalSeconds.ShouldBeInRange(1, 1.08);
        var busy = new EventHubsException("hub", "busy", Reason.ServiceBusy);
        policy.CalculateRetryDelay(busy, 1)!.Value.TotalSeconds.ShouldBeInRange(5, 9.08);
        new BasicRetryPolicy(new EventHubsRetryOptions { MaximumDelay = TimeSpan.FromSeconds(2) }, new Random(1)).CalculateRetryDelay(busy, 1).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void What_is_worth_another_attempt_gets_one()
    {
        var policy = new EventHubsRetryOptions().ToRetryPolicy();
        Exception[] retried =
        [
            Transient, new TimeoutException(), new SocketException((int)SocketError.ConnectionReset), new IOException(), new UnauthorizedAccessException(),
            new OperationCanceledException("x", new TimeoutException()),
        ];
        Exception?[] final =
        [
            null, new EventHubsException(false, "hub"), new InvalidOperationException(), new OperationCanceledException(), new TaskCanceledException(),
            new SocketException((int)SocketError.HostNotFound), new ArgumentException("x"),
        ];
        retried.ShouldAllBe(e => policy.CalculateRetryDelay(e, 1).HasValue);
        final.ShouldAllBe(e => !policy.CalculateRetryDelay(e, 1).HasValue);
    }

    [Fact]
    public void No_retries_and_no_maximum_delay_mean_no_retry()
    {
        new EventHubsRetryOptions { MaximumRetries = 0 }.ToRetryPolicy().CalculateRetryDelay(Transient, 1).ShouldBeNull();
        new EventHubsRetryOptions { MaximumDelay = TimeSpan.Zero }.ToRetryPolicy().CalculateRetryDelay(Transient, 1).ShouldBeNull();
    }
}
