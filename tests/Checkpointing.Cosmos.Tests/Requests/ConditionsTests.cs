using Checkpointing.Cosmos.Requests;

namespace Checkpointing.Cosmos.Tests.Requests;

public sealed class ConditionsTests
{
    private const string Known = "FROM c WHERE c[\"schema\"] = 1 AND LENGTH(c[\"position\"]) = 19";
    private const string KnownEpoch = Known + " AND c[\"epoch\"] >= 0 AND c[\"epoch\"] <= 9007199254740991 AND FLOOR(c[\"epoch\"]) = c[\"epoch\"]";

    private const string KnownOwnership = KnownEpoch
        + " AND IS_STRING(c[\"ownership\"][\"ownerId\"]) AND IS_STRING(c[\"ownership\"][\"ownerInstance\"]) != IS_NULL(c[\"ownership\"][\"ownerInstance\"])"
        + " AND LENGTH(c[\"ownership\"][\"modifiedAt\"]) = 24"
        + " AND (NOT IS_DEFINED(c[\"request\"]) OR IS_NULL(c[\"request\"]) OR IS_STRING(c[\"request\"][\"requestedBy\"]) AND LENGTH(c[\"request\"][\"requestedAt\"]) = 24)";

    [Fact]
    public void The_texts_are_exact()
    {
        Conditions.IsVersion("v").ShouldBe(KnownOwnership + " AND c[\"ownership\"][\"version\"] = \"v\"");
        Conditions.IsHeldBy("processor").ShouldBe(KnownOwnership + " AND LENGTH(c[\"ownership\"][\"version\"]) > 0 AND c[\"ownership\"][\"ownerId\"] = \"processor\"");
        Conditions.IsUnowned().ShouldBe(KnownEpoch + " AND IS_NULL(c[\"ownership\"])");
        Conditions.IsEpoch(3).ShouldBe(Known + " AND c[\"epoch\"] = 3");
        Conditions.IsBehind(3, 7).ShouldBe(
            Known + " AND c[\"epoch\"] = 3 AND c[\"position\"] < \"0000000000000000007\""
            + " AND (IS_NULL(c[\"checkpoint\"]) AND c[\"position\"] = \"-------------------\""
            + " OR IS_STRING(c[\"checkpoint\"][\"offset\"]) != IS_NULL(c[\"checkpoint\"][\"offset\"]) AND IS_STRING(c[\"checkpoint\"][\"writtenBy\"]) != IS_NULL(c[\"checkpoint\"][\"writtenBy\"])"
            + " AND IS_STRING(c[\"checkpoint\"][\"writeId\"]) AND c[\"checkpoint\"][\"epoch\"] >= 0 AND FLOOR(c[\"checkpoint\"][\"epoch\"]) = c[\"checkpoint\"][\"epoch\"]"
            + " AND LENGTH(c[\"checkpoint\"][\"writtenAt\"]) = 24)");
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
