using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Protocol;
using Devkit.EventHubs.Broker.Receivers;

namespace Devkit.EventHubs.Broker.Tests.Receivers;

public sealed class ReceiverRegistryTests
{
    private readonly ReceiverRegistry _registry = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 4)]
    public void An_equal_or_higher_epoch_evicts_the_one_before(long older, long newer)
    {
        Receiver first = Admit(older), second = Admit(newer);

        first.EvictedWith!.Condition.ShouldBe("amqp:link:stolen");
        second.EvictedWith.ShouldBeNull();
    }

    [Fact]
    public void A_lower_epoch_is_refused()
    {
        Receiver first = Admit(5);

        Should.Throw<RefusalException>(() => Admit(4)).Error.Condition.ShouldBe("amqp:link:stolen");
        first.EvictedWith.ShouldBeNull();
    }

    [Fact]
    public void An_epoch_evicts_all_who_have_none_and_keeps_them_out()
    {
        Receiver[] readers = [Admit(), Admit()];

        Admit(0);

        readers.ShouldAllBe(reader => reader.EvictedWith!.Condition == "amqp:link:stolen");
        Should.Throw<RefusalException>(() => Admit()).Error.Condition.ShouldBe("amqp:link:stolen");
    }

    [Fact]
    public void Five_read_without_an_epoch_and_the_sixth_is_refused()
    {
        for (int i = 0; i < ReceiverRegistry.MaximumReceivers; i++)
        {
            Admit();
        }

        Should.Throw<RefusalException>(() => Admit()).Error.Condition.ShouldBe("amqp:resource-limit-exceeded");
    }

    [Fact]
    public void Whoever_leaves_makes_room()
    {
        Receiver first = Admit(5);
        _registry.Remove("$Default", first);

        Admit().EvictedWith.ShouldBeNull();
    }

    [Fact]
    public void Whoever_has_left_without_being_noticed_is_no_obstacle()
    {
        Receiver first = Admit(5);
        first.HasLeft = true;

        Admit(4);
        first.EvictedWith.ShouldBeNull();
    }

    [Fact]
    public void Consumer_groups_do_not_disturb_each_other_and_ignore_case()
    {
        Receiver reader = Admit(5, "a");
        Admit(0, "b");
        reader.EvictedWith.ShouldBeNull();

        Admit(5, "A");
        reader.EvictedWith.ShouldNotBeNull();
    }

    private Receiver Admit(long? epoch = null, string group = "$Default")
    {
        var receiver = new Receiver { Epoch = epoch };
        _registry.Admit(group, receiver);
        return receiver;
    }

    private sealed class Receiver : IReceiver
    {
        public string? Client => "reader";

        public long? Epoch { get; init; }

        public bool HasLeft { get; set; }

        public FaultError? EvictedWith { get; private set; }

        public void Evict(FaultError error) => EvictedWith = error;
    }
}
