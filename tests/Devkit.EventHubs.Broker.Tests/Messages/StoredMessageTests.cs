using Devkit.Amqp;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker.Messages;
using Devkit.EventHubs.Broker.Senders;
using Devkit.EventHubs.Broker.Storage;
using Devkit.EventHubs.Broker.Tests.Storage;

namespace Devkit.EventHubs.Broker.Tests.Messages;

public sealed class StoredMessageTests
{
    private const string Key = "x-opt-partition-key";

    [Fact]
    public void An_event_is_stored_with_the_annotations_of_the_broker_and_exactly_their_types()
    {
        AmqpMessage stored = Store(AmqpMessage.FromData("x"u8.ToArray()), out LogFixture fixture);

        AmqpMap annotations = stored.MessageAnnotations!;
        annotations[new AmqpSymbol("x-opt-sequence-number")].ShouldBe(0L);
        annotations[new AmqpSymbol("x-opt-offset")].ShouldBe("0");
        annotations[new AmqpSymbol("x-opt-enqueued-time")].ShouldBe(fixture.Clock.Now);
        annotations.Count.ShouldBe(3);
    }

    [Fact]
    public void Everything_else_that_the_producer_sent_is_kept()
    {
        var sent = AmqpMessage.FromData("body"u8.ToArray());
        sent.Header = new MessageHeader { Durable = true };
        sent.DeliveryAnnotations = new AmqpMap { { new AmqpSymbol("hop"), "dropped" } };
        sent.MessageAnnotations = new AmqpMap { { new AmqpSymbol("mine"), 7 }, { new AmqpSymbol(Key), "k" }, { new AmqpSymbol("x-opt-offset"), "forged" }, { new AmqpSymbol("also"), "ü" } };
        sent.Properties = new MessageProperties { MessageId = "m", ContentType = "text/plain" };
        sent.ApplicationProperties = new AmqpMap { { "a", 1L } };

        AmqpMessage stored = Store(sent, out _);

        stored.Header!.Durable.ShouldBe(true);
        stored.DeliveryAnnotations.ShouldBeNull();
        stored.MessageAnnotations![new AmqpSymbol("mine")].ShouldBe(7);
        stored.MessageAnnotations[new AmqpSymbol("also")].ShouldBe("ü");
        stored.MessageAnnotations[new AmqpSymbol(Key)].ShouldBe("k");
        stored.MessageAnnotations[new AmqpSymbol("x-opt-offset")].ShouldBe("0");
        stored.MessageAnnotations.Count.ShouldBe(6);
        stored.Properties.ShouldBe(sent.Properties);
        stored.ApplicationProperties!["a"].ShouldBe(1L);
        stored.Data.Single().ToArray().ShouldBe("body"u8.ToArray());
    }

    [Fact]
    public void The_key_of_the_envelope_counts_for_events_that_have_none()
    {
        byte[] encoded = AmqpMessage.FromData("x"u8.ToArray()).ToArray();

        IncomingMessage.Cut(encoded, MessageSections.Find(encoded), "envelope"u8.ToArray()).PartitionKeyText.ShouldBe("envelope");
    }

    [Fact]
    public void A_body_that_is_no_data_is_stored_as_it_is()
    {
        Store(AmqpMessage.FromValue(new List<object?> { 1, "two" }), out _).Value.ShouldBeOfType<List<object?>>().ShouldBe([1, "two"]);
    }

    [Fact]
    public void Broken_annotations_are_refused()
    {
        byte[] encoded = [0x00, 0x53, 0x72, 0xc1, 0x03, 0x02, 0xa3, 0x05, .. AmqpMessage.FromData("x"u8.ToArray()).ToArray()];

        Should.Throw<AmqpException>(() => IncomingMessage.Cut(encoded, MessageSections.Find(encoded))).Condition.ShouldBe(ErrorCondition.DecodeError);
    }

    [Fact]
    public void Whatever_bytes_a_producer_sends_they_are_stored_whole_or_refused()
    {
        var random = new Random(4711);
        byte[] sound = SoundBatch();
        var intake = new Intake();
        using var fixture = new LogFixture();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] mutated = [.. sound.Take(random.Next(8) == 0 ? random.Next(sound.Length) : sound.Length)];
            for (int change = random.Next(4); change > 0 && mutated.Length > 0; change--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                intake.Read(random.Next(2) == 0 ? Intake.BatchFormat : 0, mutated);
                fixture.Log.Append(intake.Messages);
            }
            catch (AmqpException refused)
            {
                refused.Condition.ShouldBe(ErrorCondition.DecodeError);
            }
        }

        // Whatever was accepted can be cut again, which it could not if a length in it lied.
        LogState state = fixture.Log.GetState();
        state.LastSequenceNumber.ShouldBeGreaterThan(1000);
        for (long next = state.BeginSequenceNumber; fixture.Log.TryLease(next, out LogLease lease);)
        {
            using (lease)
            {
                for (next = lease.First; next < lease.End; next++)
                {
                    MessageSections.Find(lease[next].Message.Span);
                }
            }
        }
    }

    private static byte[] SoundBatch()
    {
        var item = AmqpMessage.FromData(new byte[40]);
        item.Header = new MessageHeader { Durable = true };
        item.MessageAnnotations = new AmqpMap { { new AmqpSymbol(Key), "k" }, { new AmqpSymbol("mine"), 7 } };
        item.ApplicationProperties = new AmqpMap { { "a", 1L } };
        ReadOnlyMemory<byte> encoded = item.ToArray();
        return new AmqpMessage { Data = [encoded, encoded, encoded] }.ToArray();
    }

    private static AmqpMessage Store(AmqpMessage sent, out LogFixture fixture)
    {
        fixture = new LogFixture();
        byte[] encoded = sent.ToArray();
        fixture.Append(IncomingMessage.Cut(encoded, MessageSections.Find(encoded)));
        fixture.Log.TryLease(0, out LogLease lease).ShouldBeTrue();
        using (lease)
        {
            lease[0].HeaderLength.ShouldBe(MessageSections.Find(encoded).Header.End.Value);
            return AmqpMessage.Decode(lease[0].Message.ToArray());
        }
    }
}
