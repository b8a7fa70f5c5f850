using System.Text;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using FsCheck;
using FsCheck.Fluent;

namespace Devkit.Amqp.Tests.Support;

/// <summary>Generates values of every AMQP type, and what is made of them.</summary>
internal static class Generators
{
    private static readonly Gen<string> Text = Gen.Choose(0, 0x10FFFF).Where(code => Rune.IsValid(code)).Select(code => new Rune(code).ToString())
        .ArrayOf().Select(string.Concat);

    private static readonly Gen<string> AnyText = Gen.Frequency(
        (9, Text),
        (1, Gen.Choose(200, 70_000).Select(length => new string('t', length))));

    private static readonly Gen<AmqpSymbol> Symbol = Gen.Choose(0, 127).Select(code => (char)code).ArrayOf().Select(chars => new AmqpSymbol(new string(chars)));

    private static readonly Gen<long> Integer = Gen.OneOf(
        Gen.Choose(-300, 300).Select(value => (long)value),
        Gen.Elements(long.MinValue, long.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue, -128, -129, 127, 128, 255, 256),
        ArbMap.Default.GeneratorFor<long>());

    private static readonly Gen<byte[]> Bytes = Gen.Frequency(
        (9, ArbMap.Default.GeneratorFor<byte[]>()),
        (1, Gen.Choose(250, 70_000).Select(length => new byte[length])));

    private static readonly Gen<DateTimeOffset> Moment = Integer.Select(value => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(value, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())));

    private static readonly Gen<object?>[] Scalars =
    [
        Gen.Constant<object?>(null),
        ArbMap.Default.GeneratorFor<bool>().Select(value => (object?)value),
        Integer.Select(value => (object?)(byte)value),
        Integer.Select(value => (object?)(sbyte)value),
        Integer.Select(value => (object?)(ushort)value),
        Integer.Select(value => (object?)(short)value),
        Integer.Select(value => (object?)(uint)value),
        Integer.Select(value => (object?)(int)value),
        Integer.Select(value => (object?)(ulong)value),
        Integer.Select(value => (object?)value),
        ArbMap.Default.GeneratorFor<float>().Select(value => (object?)value),
        ArbMap.Default.GeneratorFor<double>().Select(value => (object?)value),
        Integer.Select(value => (object?)new AmqpDecimal32((uint)value)),
        Integer.Select(value => (object?)new AmqpDecimal64((ulong)value)),
        Integer.Select(value => (object?)new AmqpDecimal128(new UInt128((ulong)value, (ulong)~value))),
        Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(code => (object?)new Rune(code)),
        Moment.Select(value => (object?)value),
        ArbMap.Default.GeneratorFor<Guid>().Select(value => (object?)value),
        Bytes.Select(value => (object?)value),
        AnyText.Select(value => (object?)value),
        Symbol.Select(value => (object?)value),
    ];

    private static readonly Gen<object?>[] Arrays =
    [
        ArbMap.Default.GeneratorFor<bool[]>().Select(value => (object?)value),
        Integer.Select(value => (int)value).ArrayOf().Select(value => (object?)value),
        Integer.Select(value => (uint)value).ArrayOf().Select(value => (object?)value),
        Integer.Select(value => (ulong)value).ArrayOf().Select(value => (object?)value),
        Integer.Select(value => (short)value).ArrayOf().Select(value => (object?)value),
        Integer.ArrayOf().Select(value => (object?)value),
        AnyText.ArrayOf().Select(value => (object?)value),
        Symbol.ArrayOf().Select(value => (object?)value),
        Bytes.ArrayOf().Select(value => (object?)value),
        Moment.ArrayOf().Select(value => (object?)value),
        Bytes.Select(value => (object?)new AmqpArray([.. value.Select(x => (object?)x)])),
        Integer.ArrayOf().Select(value => (object?)new AmqpArray([.. value.Select(x => (object?)x)], (AmqpSymbol)"described")),
        Symbol.ArrayOf().Select(value => (object?)new AmqpArray([.. value.Select(x => (object?)new AmqpMap { [x] = 1 })])),
        AnyText.ArrayOf().Select(value => (object?)new AmqpArray([.. value.Select((x, i) => (object?)new List<object?>(Enumerable.Repeat(x, i % 3)))])),
        Integer.ArrayOf().Select(value => (object?)new AmqpArray([new[] { 1L }, value])),
    ];

    /// <summary>Any value, nested a little.</summary>
    public static Arbitrary<object?> AnyValue { get; } = Value(3).ToArbitrary();

    /// <summary>Any message.</summary>
    public static Arbitrary<AmqpMessage> AnyMessage { get; } = (
        from durable in ArbMap.Default.GeneratorFor<bool?>()
        from count in ArbMap.Default.GeneratorFor<uint?>()
        from annotations in Optional(Map(Symbol.Select(key => (object)key), 1))
        from delivery in Optional(Map(Symbol.Select(key => (object)key), 0))
        from application in Optional(Map(AnyText.Select(key => (object)key), 0))
        from id in Scalar()
        from subject in Optional(AnyText)
        from time in Moment
        from data in Bytes.ListOf()
        from value in Value(2)
        from kind in Gen.Choose(0, 3)
        select new AmqpMessage
        {
            Header = durable is null ? null : new MessageHeader { Durable = durable, DeliveryCount = count },
            DeliveryAnnotations = delivery,
            MessageAnnotations = annotations,
            Properties = subject is null ? null : new MessageProperties { MessageId = id, Subject = subject, CreationTime = time },
            ApplicationProperties = application,
            Data = kind == 0 ? [.. data.Select(x => (ReadOnlyMemory<byte>)x)] : [],
            Sequences = kind == 1 ? [[value], [1, 2]] : [],
            HasValue = kind == 2,
            Value = kind == 2 ? value : null,
            Footer = count is null ? null : annotations,
        }).ToArbitrary();

    public static void Check(Property property) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), property);

    private static Gen<object?> Scalar() => Gen.OneOf(Scalars);

    private static Gen<object?> Value(int depth) => depth == 0
        ? Scalar()
        : Gen.Frequency(
            (6, Scalar()),
            (2, Gen.OneOf(Arrays)),
            (1, Gen.Choose(0, 4).SelectMany(count => Value(depth - 1).ListOf(count)).Select(items => (object?)items.ToList())),
            (1, Map(Gen.OneOf(Symbol.Select(key => (object)key), AnyText.Select(key => (object)key), Integer.Select(key => (object)(ulong)key)), depth - 1).Select(map => (object?)map)),
            (1, from descriptor in Symbol from value in Value(depth - 1) select (object?)new DescribedValue(descriptor, value)));

    private static Gen<AmqpMap> Map(Gen<object> key, int depth) =>
        from count in Gen.Choose(0, 5)
        from keys in key.ListOf(count)
        from values in Value(depth).ListOf(count)
        select Map(keys, values);

    private static AmqpMap Map(IEnumerable<object> keys, IEnumerable<object?> values)
    {
        AmqpMap map = [];
        foreach ((object key, object? value) in keys.Zip(values))
        {
            map[key] = value;
        }

        return map;
    }

    private static Gen<T?> Optional<T>(Gen<T> gen)
        where T : class => Gen.Frequency((1, Gen.Constant<T?>(null)), (3, gen.Select(value => (T?)value)));
}
