using Devkit.Amqp.Connections;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;
using FsCheck.Fluent;

namespace Devkit.Amqp.Tests.Framing;

public sealed class PerformativeTests
{
    private delegate T Decoder<out T>(ref AmqpReader reader);

    [Fact]
    public void Flows_come_back_as_they_were() => Generators.Check(Prop.ForAll<uint?, uint[], bool>((optional, numbers, flag) =>
    {
        uint Number(int index) => numbers.Length > 0 ? numbers[index % numbers.Length] : 0;
        Flow flow = new()
        {
            NextIncomingId = optional,
            IncomingWindow = Number(0),
            NextOutgoingId = Number(1),
            OutgoingWindow = Number(2),
            Handle = optional,
            DeliveryCount = flag ? Number(3) : null,
            LinkCredit = flag ? null : Number(4),
            Drain = flag,
            Echo = !flag,
        };
        return RoundTrip(flow, Flow.Read) == flow;
    }));

    [Fact]
    public void Dispositions_come_back_as_they_were() => Generators.Check(Prop.ForAll<uint, uint?, byte>((first, last, kind) =>
    {
        DeliveryState?[] states =
        [
            null, DeliveryState.Accepted, DeliveryState.Released, DeliveryState.Rejected(null), DeliveryState.Rejected(new AmqpError("a:b", "why")),
            new ModifiedState(true, false, null), new ReceivedState(1, 2),
        ];
        Disposition disposition = new() { IsReceiver = kind > 100, First = first, Last = last, Settled = kind > 200, State = states[kind % states.Length] };
        return RoundTrip(disposition, Disposition.Read) == disposition;
    }));

    [Fact]
    public void Transfers_come_back_as_they_were() => Generators.Check(Prop.ForAll<uint, byte[], bool?>((number, tag, flag) =>
    {
        using AmqpWriter writer = new();
        ReadOnlySpan<byte> cut = tag.AsSpan(0, Math.Min(32, tag.Length));
        Transfer transfer = new() { Handle = number, DeliveryId = flag is null ? null : number, HasTag = flag is not null, Tag = cut, MessageFormat = number, Settled = flag, More = flag ?? true, Aborted = flag ?? false };
        transfer.Write(writer);
        AmqpReader reader = new(writer.WrittenSpan);
        bool known = reader.ReadDescriptor() == Descriptor.Transfer;
        Transfer read = Transfer.Read(ref reader);
        return known && reader.IsAtEnd && read.Handle == number && read.DeliveryId == transfer.DeliveryId && read.HasTag == transfer.HasTag
            && (!read.HasTag || read.Tag.SequenceEqual(cut)) && read.Settled == flag && read.More == transfer.More && read.Aborted == transfer.Aborted
            && writer.Length <= Transfer.MaxOverhead - 8;
    }));

    [Fact]
    public void An_attach_comes_back_as_it_was()
    {
        Attach attach = new()
        {
            Name = "n",
            Handle = 300,
            IsReceiver = true,
            SenderSettleMode = SettleMode.Settled,
            ReceiverSettleMode = 1,
            Source = new AmqpSource
            {
                Address = "a",
                Durable = 2,
                ExpiryPolicy = "never",
                Timeout = 7,
                DistributionMode = "copy",
                Filter = new AmqpMap { ["f".AsSymbol()] = new DescribedValue(0x13700000AUL, "x > 1") },
                DefaultOutcome = DeliveryState.Released,
                Outcomes = ["amqp:accepted:list"],
                Capabilities = ["c1", "c2"],
            },
            Target = new AmqpTarget { Address = "t", Capabilities = ["c3"] },
            InitialDeliveryCount = 5,
            MaxMessageSize = 1 << 20,
            OfferedCapabilities = ["o"],
            DesiredCapabilities = ["d"],
            Properties = new AmqpMap { ["p".AsSymbol()] = 1L },
        };

        Attach read = RoundTrip<Attach>(attach, Attach.Read);

        Encode(read).ShouldBe(Encode(attach));
        read.Source!.Filter!["f".AsSymbol()].ShouldBe(new DescribedValue(0x13700000AUL, "x > 1"));
        read.Source.DefaultOutcome.ShouldBe(DeliveryState.Released);
        read.Target!.Capabilities.ShouldBe(["c3".AsSymbol()]);
        read.MaxMessageSize.ShouldBe(1ul << 20);
    }

    [Fact]
    public void Trailing_nulls_are_left_out()
    {
        Convert.ToHexString(Encode(Ending.Close(null))).ShouldBe("005318" + "45");
        Convert.ToHexString(Encode(new Open { ContainerId = "c" })).ShouldBe("005310" + "C0" + "04" + "01" + "A10163");
    }

    [Fact]
    public void Symbolic_descriptors_and_unknown_fields_are_understood()
    {
        // A close by name, with a field that a later version might add.
        byte[] encoded = [0x00, 0xA3, 0x0F, .. "amqp:close:list"u8, 0xC0, 0x03, 0x02, 0x40, 0x41];
        AmqpReader reader = new(encoded);

        reader.ReadDescriptor().ShouldBe(Descriptor.Close);
        Ending.Read(Descriptor.Close, ref reader).Error.ShouldBeNull();
        reader.IsAtEnd.ShouldBeTrue();
    }

    private static T RoundTrip<T>(IComposite value, Decoder<T> read)
    {
        AmqpReader reader = new(Encode(value));
        _ = reader.ReadDescriptor();
        T decoded = read(ref reader);
        reader.IsAtEnd.ShouldBeTrue();
        return decoded;
    }

    private static byte[] Encode(IComposite value)
    {
        using AmqpWriter writer = new();
        value.Write(writer);
        return writer.WrittenSpan.ToArray();
    }
}
