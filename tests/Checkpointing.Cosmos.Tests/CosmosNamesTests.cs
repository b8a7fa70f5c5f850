namespace Checkpointing.Cosmos.Tests;

/// <summary>The exact texts of ids and partition keys: documents are found by them for ever.</summary>
public sealed class CosmosNamesTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("31", "31")]
    [InlineData("-1", "-1")]
    [InlineData("Part_1.b", "Part_1.b")]
    [InlineData("$Default", "~8159567abdf398760a2c88639d135f8662da3404d31ab192010e8d8377f6ff1f")]
    [InlineData("a/b", "~c14cddc033f64b9dea80ea675cf280a015e672516090a5626781153dc68fea11")]
    public void A_plain_partition_id_is_the_documents_id_and_any_other_its_hash(string partitionId, string expected) =>
        CosmosNames.DocumentId(partitionId).ShouldBe(expected);

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.")]
    [InlineData("größe")]
    [InlineData("%41")]
    [InlineData("~plain")]
    [InlineData("")]
    public void What_ids_may_not_hold_or_might_be_altered_on_the_way_is_hashed(string partitionId)
    {
        string id = CosmosNames.DocumentId(partitionId);

        id.Length.ShouldBe(65);
        id.ShouldAllBe(character => char.IsAsciiLetterOrDigit(character) || character == '~');
    }

    [Fact]
    public void A_long_partition_id_is_hashed()
    {
        CosmosNames.DocumentId(new string('p', 128)).ShouldBe(new string('p', 128));
        CosmosNames.DocumentId(new string('p', 129)).Length.ShouldBe(65);
        CosmosNames.DocumentId(new string('p', 1024)).ShouldNotBe(CosmosNames.DocumentId(new string('p', 1025)));
    }

    [Theory]
    [InlineData("Contoso.servicebus.windows.net", "Orders", "$Default", "contoso.servicebus.windows.net/orders/$default")]
    [InlineData("ns", "a/b", "c", "ns/a%2Fb/c")]
    [InlineData("ns", "a", "b/c", "ns/a/b%2Fc")]
    [InlineData("ns", "a%2Fb", "100%", "ns/a%252fb/100%25")]
    public void The_partition_key_is_the_consumer_group_and_names_it_again(string ns, string hub, string name, string expected)
    {
        ConsumerGroup group = new(ns, hub, name);

        CosmosNames.GroupKey(group).ShouldBe(expected);
        CosmosNames.GroupOf(expected).ShouldBe(group);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("other")]
    [InlineData("a/b")]
    [InlineData("a//b")]
    [InlineData("a/b/c/d")]
    public void The_partition_key_of_foreign_documents_names_no_group(string? key) => CosmosNames.GroupOf(key).ShouldBeNull();
}
