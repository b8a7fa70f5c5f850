using Checkpointing.Cosmos.Requests;

namespace Checkpointing.Cosmos.Tests.Requests;

public sealed class ConditionsTests
{
    private const string Known = "FROM c WHERE c.schema = 1 AND LENGTH(c.position) = 19 AND ";

    [Fact]
    public void The_texts_are_exact()
    {
        Conditions.IsVersion("v").ShouldBe(Known + "c.epoch >= 0 AND c.ownership.version = \"v\"");
        Conditions.IsUnowned().ShouldBe(Known + "c.epoch >= 0 AND IS_NULL(c.ownership)");
        Conditions.IsEpoch(3).ShouldBe(Known + "c.epoch = 3");
        Conditions.IsBehind(3, 7).ShouldBe(Known + "c.epoch = 3 AND c.position < \"0000000000000000007\"");
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("\"", "\"\\u0022\"")]
    [InlineData("'", "\"\\u0027\"")]
    [InlineData("\\", "\"\\\\\"")]
    [InlineData("\n", "\"\\n\"")]
    [InlineData("ü", "\"\\u00FC\"")]
    [InlineData("x\" OR true OR \"", "\"x\\u0022 OR true OR \\u0022\"")]
    public void A_text_stays_a_text_whatever_it_holds(string text, string literal) => Conditions.Literal(text).ShouldBe(literal);
}
