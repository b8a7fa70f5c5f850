using Checkpointing.Moving.Ownership;

namespace Checkpointing.Moving.Tests.Pairs;

public sealed class PairVersionTests
{
    [Theory]
    [InlineData(null, "b")]
    [InlineData("a", null)]
    [InlineData("a", "b")]
    [InlineData("", "")]
    [InlineData("12:+-\"0x8D\"", ":+-")]
    public void Two_versions_are_one_text_and_come_back_as_they_were(string? from, string? to)
    {
        var version = new PairVersion(from, to);
        PairVersion.Of(version.ToString()).ShouldBe(version);
    }

    [Theory]
    [InlineData("invented")]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("x:a+b")]
    [InlineData("5:a+b")]
    [InlineData("99999999999:a+b")]
    [InlineData("1:a-b")]
    [InlineData("1:ab+")]
    [InlineData("-1:a+b")]
    public void A_text_that_is_none_of_ours_is_no_version(string text) => PairVersion.Of(text).ShouldBeNull();

    [Fact]
    public void No_version_is_that_of_a_partition_that_neither_store_knows() => PairVersion.Of(null).ShouldBe(new PairVersion(null, null));
}
