using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Messages;
using Devkit.EventHubs.Broker.Protocol;
using Devkit.EventHubs.Broker.Senders;
using Devkit.EventHubs.Broker.Tests.Storage;

namespace Devkit.EventHubs.Broker.Tests.Senders;

public sealed class ProducerSequencesTests : IDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly ProducerSequences _producers = new();

    [Fact]
    public void A_new_producer_gets_an_id_and_begins_at_nothing()
    {
        _producers.Open(default).ShouldBe(new ProducerStamp(0, 0, -1));
        _producers.Open(default).ShouldBe(new ProducerStamp(1, 0, -1));
    }

    [Fact]
    public void Events_that_are_sent_again_are_stored_once()
    {
        Append(epoch: 0, first: 0, count: 3);
        Append(epoch: 0, first: 0, count: 3);
        Append(epoch: 0, first: 3, count: 1);

        _fixture.ReadAll().Count.ShouldBe(4);
        _producers.Open(new ProducerStamp(7, null, null)).SequenceNumber.ShouldBe(3);
    }

    [Fact]
    public void A_gap_is_refused()
    {
        Append(epoch: 0, first: 0, count: 3);

        Should.Throw<RefusalException>(() => Append(epoch: 0, first: 4, count: 1)).Error.Condition.ShouldBe("com.microsoft:out-of-order-sequence");
    }

    [Fact]
    public void A_producer_with_a_higher_epoch_replaces_the_one_before()
    {
        Append(epoch: 1, first: 0, count: 1);
        _producers.Open(new ProducerStamp(7, 2, null));

        Should.Throw<RefusalException>(() => Append(epoch: 1, first: 1, count: 1)).Error.Condition.ShouldBe("com.microsoft:producer-epoch-stolen");
        Should.Throw<RefusalException>(() => _producers.Open(new ProducerStamp(7, 1, null))).Error.Condition.ShouldBe("com.microsoft:producer-epoch-stolen");
    }

    public void Dispose() => _fixture.Dispose();

    private void Append(short epoch, int first, int count) =>
        _producers.Append(_fixture.Log, [.. Enumerable.Range(first, count).Select(number => Message(new ProducerStamp(7, epoch, number)))]);

    private static IncomingMessage Message(ProducerStamp stamp)
    {
        var message = AmqpMessage.FromData("x"u8.ToArray());
        message.MessageAnnotations = stamp.ToProperties();
        byte[] encoded = message.ToArray();
        return IncomingMessage.Cut(encoded, MessageSections.Find(encoded));
    }
}
