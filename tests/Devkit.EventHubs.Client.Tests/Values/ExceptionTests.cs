using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Amqp;
using Devkit.Amqp;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Devkit.EventHubs.Client.Tests.Values;

public class ExceptionTests
{
    private const string Link = "For troubleshooting information, see https://aka.ms/azsdk/net/eventhubs/exceptions/troubleshoot";

    [Fact]
    public void The_message_has_the_hub_if_there_is_one_and_always_says_where_to_read_on()
    {
        new EventHubsException(true, "hub", "It failed").Message.ShouldBe($"It failed (hub). {Link}");
        new EventHubsException(true, null, "It failed").Message.ShouldBe($"It failed. {Link}");
    }

    [Fact]
    public void The_text_has_the_reason_and_the_cause() =>
        new EventHubsException(true, "hub", "It failed", Reason.ServiceBusy, new IOException("why")).ToString()
            .ShouldSatisfyAllConditions(
                text => text.ShouldStartWith("Azure.Messaging.EventHubs.EventHubsException(ServiceBusy): It failed (hub)"),
                text => text.ShouldContain("why"));

    [Fact]
    public void Whether_a_failure_is_transient_follows_from_its_reason()
    {
        var transient = Enum.GetValues<Reason>().Where(reason => new EventHubsException("hub", "m", reason).IsTransient);
        transient.ShouldBe([Reason.ServiceBusy, Reason.ServiceTimeout, Reason.ServiceCommunicationProblem], ignoreOrder: true);
    }

    [Theory]
    [InlineData("amqp:link:stolen", Reason.ConsumerDisconnected, false)]
    [InlineData("com.microsoft:producer-epoch-stolen", Reason.ProducerDisconnected, false)]
    [InlineData("com.microsoft:out-of-order-sequence", Reason.InvalidClientState, false)]
    [InlineData("com.microsoft:timeout", Reason.ServiceTimeout, true)]
    [InlineData("com.microsoft:server-busy", Reason.ServiceBusy, true)]
    [InlineData("com.microsoft:entity-disabled", Reason.ResourceNotFound, false)]
    [InlineData("amqp:resource-limit-exceeded", Reason.QuotaExceeded, false)]
    [InlineData("amqp:illegal-state", Reason.ClientClosed, true)]
    [InlineData("amqp:not-found", Reason.ServiceCommunicationProblem, true)]
    [InlineData("amqp:link:message-size-exceeded", Reason.ServiceCommunicationProblem, true)]
    [InlineData("amqp:internal-error", Reason.ServiceCommunicationProblem, true)]
    [InlineData("amqp:link:detach-forced", Reason.ServiceCommunicationProblem, true)]
    [InlineData("amqp:connection:forced", Reason.ServiceCommunicationProblem, true)]
    [InlineData("com.microsoft:georeplication:invalid-offset", Reason.ServiceCommunicationProblem, true)]
    public void Conditions_have_reasons(string condition, Reason reason, bool isTransient)
    {
        var exception = AmqpErrors.FromCondition(condition, "because", "hub").ShouldBeOfType<EventHubsException>();
        (exception.Reason, exception.IsTransient, exception.EventHubName).ShouldBe((reason, isTransient, "hub"));
    }

    [Theory]
    [InlineData("com.microsoft:argument-error", typeof(ArgumentException))]
    [InlineData("com.microsoft:argument-out-of-range", typeof(ArgumentOutOfRangeException))]
    [InlineData("amqp:unauthorized-access", typeof(UnauthorizedAccessException))]
    [InlineData("amqp:not-allowed", typeof(InvalidOperationException))]
    [InlineData("amqp:not-implemented", typeof(NotSupportedException))]
    public void Some_conditions_are_ordinary_exceptions_which_also_say_where_to_read_on(string condition, Type type)
    {
        var exception = AmqpErrors.FromCondition(condition, "because", "hub");
        exception.ShouldBeOfType(type);
        exception.Message.ShouldContain(Link);
    }

    [Theory]
    [InlineData("The messaging entity 'sb://x/y' could not be found. TrackingId:1")]
    [InlineData("Put token failed. status-code: 404, status-description: gone")]
    public void Only_the_words_of_the_service_make_something_missing(string description) =>
        AmqpErrors.FromCondition("amqp:not-found", description, "hub").ShouldBeOfType<EventHubsException>().Reason.ShouldBe(Reason.ResourceNotFound);

    [Fact]
    public void A_lost_socket_is_worth_another_attempt() =>
        AmqpErrors.Translate(new AmqpException(AmqpErrorScope.Transport, "", "reset"), "hub").ShouldBeOfType<EventHubsException>().IsTransient.ShouldBeTrue();
}
