using Checkpointing.Cosmos.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace Checkpointing.Cosmos.Tests.Documents;

public sealed class PositionTextTests
{
    [Theory]
    [InlineData(null, "-------------------")]
    [InlineData(-1L, "-000000000000000001")]
    [InlineData(0L, "0000000000000000000")]
    [InlineData(1234L, "0000000000000001234")]
    [InlineData(9007199254740993L, "0009007199254740993")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void The_text_is_exact_and_read_back(long? sequenceNumber, string text)
    {
        PositionText.Of(sequenceNumber).ShouldBe(text);
        PositionText.TryParse(text, out long? read).ShouldBeTrue();
        read.ShouldBe(sequenceNumber);
    }

    [Fact]
    public void Texts_compare_as_their_numbers_do() => Prop.ForAll<long, long>((one, two) =>
    {
        long a = Math.Max(-1, one);
        long b = Math.Max(-1, two);
        return Math.Sign(string.CompareOrdinal(PositionText.Of(a), PositionText.Of(b))) == a.CompareTo(b)
            && string.CompareOrdinal(PositionText.Of(null), PositionText.Of(a)) < 0;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("far")]
    [InlineData("-1")]
    [InlineData("-000000000000000002")]
    [InlineData("000000000000000000x")]
    [InlineData(" 000000000000000005")]
    [InlineData("9999999999999999999")]
    [InlineData("00000000000000000005")]
    public void What_this_store_never_writes_is_not_understood(string text) => PositionText.TryParse(text, out _).ShouldBeFalse();
}
