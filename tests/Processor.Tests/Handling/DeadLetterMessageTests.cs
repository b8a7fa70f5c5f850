using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing.Processor.Handling;

namespace Processor.Tests.Handling;

public sealed class DeadLetterMessageTests
{
    [Theory]
    [InlineData(100_000, 16_384, 4_096)]
    [InlineData(10_000, 4_096, 1_024)]
    [InlineData(2_000, 1_024, 512)]
    [InlineData(300, 0, 256)]
    [InlineData(10, 0, 0)]
    public void Stack_and_message_are_shortened_until_the_letter_fits_and_the_event_stays_whole(int room, int stack, int message)
    {
        EventData? added = null;
        EventDataBatch batch = EventHubsModelFactory.EventDataBatch(
            0,
            [],
            null,
            eventData =>
            {
                added = eventData;
                return Length(eventData, DeadLetterProperties.ExceptionStackTrace) + Length(eventData, DeadLetterProperties.ExceptionMessage) <= room;
            });
        DeadLetterMessage.TryAdd(Letter(), batch).ShouldBeTrue();
        Length(added!, DeadLetterProperties.ExceptionStackTrace).ShouldBe(stack);
        Length(added!, DeadLetterProperties.ExceptionMessage).ShouldBe(message);
        added!.EventBody.ToString().ShouldBe("the event");
        added.Properties["own"].ShouldBe(7);
    }

    [Fact]
    public void An_event_that_does_not_fit_by_itself_is_not_added() =>
        DeadLetterMessage.TryAdd(Letter(), EventHubsModelFactory.EventDataBatch(0, [], null, _ => false)).ShouldBeFalse();

    [Fact]
    public void The_names_of_the_properties_are_pinned() => typeof(DeadLetterProperties).GetFields().Select(field => $"{field.GetRawConstantValue()}").Order().ShouldBe(
    [
        "dead-letter-",
        "dead-letter-attempts",
        "dead-letter-consumer-group",
        "dead-letter-enqueued-time",
        "dead-letter-event-hub",
        "dead-letter-exception-message",
        "dead-letter-exception-stack-trace",
        "dead-letter-exception-type",
        "dead-letter-namespace",
        "dead-letter-offset",
        "dead-letter-partition",
        "dead-letter-sequence-number",
        "dead-letter-time",
    ]);

    private static int Length(EventData eventData, string name) => eventData.Properties.TryGetValue(name, out object? value) ? ((string)value).Length : 0;

    private static DeadLetter Letter() => new()
    {
        Event = EventHubsModelFactory.EventData(
            new BinaryData("the event"),
            new Dictionary<string, object> { ["own"] = 7, [DeadLetterProperties.Attempts] = 99 },
            sequenceNumber: 5,
            offsetString: "o5",
            enqueuedTime: DateTimeOffset.UnixEpoch),
        FullyQualifiedNamespace = "test.servicebus.windows.net",
        EventHubName = "orders",
        ConsumerGroup = "$Default",
        PartitionId = "0",
        Attempts = 4,
        Exception = new InvalidOperationException(new string('x', 20_000)),
        Time = DateTimeOffset.UnixEpoch,
    };
}
