using System.Text;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Types;

/// <summary>The exact bytes, from the specification's own examples and tables (part 1, sections 1.1 to 1.6).</summary>
public sealed class GoldenBytesTests
{
    private static readonly string Book =
        "00A3" + "11" + Hex("example:book:list")
        + "C040" + "03"
        + "A115" + Hex("AMQP for & by Dummies")
        + "E025" + "02A1" + "0E" + Hex("Rob J. Godfrey") + "13" + Hex("Rafael H. Schloming")
        + "40";

    public static TheoryData<string, object?> Canonical => new()
    {
        { "40", null },
        { "41", true },
        { "42", false },
        { "5080", (byte)128 },
        { "5180", (sbyte)-128 },
        { "600100", (ushort)256 },
        { "61FF00", (short)-256 },
        { "43", 0u },
        { "52FF", 255u },
        { "7000000100", 256u },
        { "5480", -128 },
        { "71FFFFFF7F", -129 },
        { "44", 0ul },
        { "53FF", 255ul },
        { "800000000000000100", 256ul },
        { "557F", 127L },
        { "810000000000000080", 128L },
        { "723FC00000", 1.5f },
        { "82C002000000000000", -2.25 },
        { "730001F600", new Rune(0x1F600) },
        { "830000018BCFE5687B", DateTimeOffset.FromUnixTimeMilliseconds(1700000000123) },
        { "9800112233445566778899AABBCCDDEEFF", new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { "A0020102", new byte[] { 1, 2 } },
        { "A104C3BCC39F", "üß" },
        { "A303666F6F", new AmqpSymbol("foo") },
        { "45", new List<object?>() },
        { "C00402540140", new List<object?> { 1, null } },
        { "C10602A1016B5401", new AmqpMap { ["k"] = 1 } },
        { "E00A027100000001FFFFFFFF", new[] { 1, -1 } },
        { "E00602A301610162", new AmqpSymbol[] { "a", "b" } },
        { "00A10355524CA11E" + Hex("http://example.org/hello-world"), new DescribedValue("URL", "http://example.org/hello-world") },
        { Book, new DescribedValue(new AmqpSymbol("example:book:list"), new List<object?> { "AMQP for & by Dummies", new[] { "Rob J. Godfrey", "Rafael H. Schloming" }, null }) },
    };

    /// <summary>Encodings that are not the shortest, but allowed.</summary>
    public static TheoryData<string, object?> Alternatives => new()
    {
        { "5601", true },
        { "5600", false },
        { "5200", 0u },
        { "7000000000", 0u },
        { "5300", 0ul },
        { "800000000000000000", 0ul },
        { "7100000001", 1 },
        { "810000000000000001", 1L },
        { "B0000000020102", new byte[] { 1, 2 } },
        { "B10000000161", "a" },
        { "B30000000161", new AmqpSymbol("a") },
        { "C00100", new List<object?>() },
        { "D00000000400000000", new List<object?>() },
        { "D000000006000000015401", new List<object?> { 1 } },
        { "D10000000900000002A1016B5401", new AmqpMap { ["k"] = 1 } },
        { "C10100", new AmqpMap() },
        { "F00000000D000000027100000001FFFFFFFF", new[] { 1, -1 } },
        { "E004025401FF", new[] { 1, -1 } },
        { "E0020341", new[] { true, true, true } },
        { "E0020245", new AmqpArray([new List<object?>(), new List<object?>()]) },
    };

    public static TheoryData<string> Refused =>
    [
        "", "00", "A1", "A105", "A10561", "B1FFFFFFFF61", "5602", "7300110000", "730000D800", "3F", "99", "C0", "C000", "C00105", "C0FF0140",
        "C00201", "C003014040", "C1020140", "C103024040", "D07FFFFFFF00000001", "D000000003", "E0010140", "F0000000047FFFFFFF", "F0000000057FFFFFFF40",
        "E0020271", "A102C328", "A301FF", "004040", "000040",
    ];

    [Theory]
    [MemberData(nameof(Canonical))]
    public void Is_written_and_read(string hex, object? value)
    {
        using AmqpWriter writer = new();
        writer.WriteValue(value);

        Convert.ToHexString(writer.WrittenSpan).ShouldBe(hex);
        Values.ShouldBeEqual(Read(hex), value);
    }

    [Theory]
    [MemberData(nameof(Alternatives))]
    public void Is_read(string hex, object? value) => Values.ShouldBeEqual(Read(hex), value);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Is_refused(string hex) => Should.Throw<AmqpException>(() => Read(hex)).Condition.ShouldBe(ErrorCondition.DecodeError);

    [Fact]
    public void Nesting_has_a_limit()
    {
        byte[] deepest = [.. Enumerable.Repeat<byte>(0x00, AmqpReader.MaxDepth - 1), 0x40];
        byte[] lists = [0x45];
        for (int i = 1; i < AmqpReader.MaxDepth; i++)
        {
            lists = [0xC0, (byte)(lists.Length + 1), 1, .. lists];
        }

        Read(Convert.ToHexString(lists)).ShouldBeOfType<List<object?>>();
        RefuseToRead([0xC0, (byte)(lists.Length + 1), 1, .. lists]);
        RefuseToRead([0x00, .. deepest]);
        byte[] descriptors = [.. Enumerable.Repeat<byte>(0x00, 100_000)];
        RefuseToRead(descriptors);
        Should.Throw<AmqpException>(() => new AmqpReader(descriptors).Skip()).Condition.ShouldBe(ErrorCondition.DecodeError);
    }

    private static void RefuseToRead(byte[] encoded) =>
        Should.Throw<AmqpException>(() => new AmqpReader(encoded).ReadValue()).Condition.ShouldBe(ErrorCondition.DecodeError);

    private static object? Read(string hex)
    {
        AmqpReader reader = new(Convert.FromHexString(hex));
        object? value = reader.ReadValue();
        reader.IsAtEnd.ShouldBeTrue();
        return value;
    }

    private static string Hex(string ascii) => Convert.ToHexString(Encoding.ASCII.GetBytes(ascii));
}
