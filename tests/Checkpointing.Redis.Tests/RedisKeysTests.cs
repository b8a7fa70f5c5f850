using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

public sealed class RedisKeysTests
{
    private static readonly RedisKeys Keys = new(RedisCheckpointStoreOptions.DefaultKeyPrefix);

    [Fact]
    public void The_keys_of_a_group_are_exactly_these()
    {
        ConsumerGroup group = new("Contoso.servicebus.windows.net", "Orders", "$Default");

        ((string?)Keys.Ownership(group)).ShouldBe("checkpointing:{contoso.servicebus.windows.net/orders/$default}:ownership");
        ((string?)Keys.Checkpoint(group)).ShouldBe("checkpointing:{contoso.servicebus.windows.net/orders/$default}:checkpoint");
        Keys.Keys(group).ShouldBe([Keys.Ownership(group), Keys.Checkpoint(group)]);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("{a}", "%7Ba%7D")]
    [InlineData("100%", "100%25")]
    [InlineData("my group", "my%20group")]
    [InlineData("line\nbreak", "line%0Abreak")]
    [InlineData("größe-Ω-🚀", "größe-ω-🚀")]
    [InlineData("*?[x]\\", "*?[x]\\")]
    public void What_delimits_or_does_not_show_is_escaped_and_read_back(string name, string expected)
    {
        ConsumerGroup group = new("ns", "hub", name);

        string key = (string)Keys.Ownership(group)!;

        key.ShouldBe($"checkpointing:{{ns/hub/{expected}}}:ownership");
        Keys.GroupOf(key).ShouldBe(group);
        Keys.GroupOf((string)Keys.Checkpoint(group)!).ShouldBe(group);
    }

    [Theory]
    [InlineData("checkpointing:{ns/hub/group}:other")]
    [InlineData("checkpointing:{ns/hub}:ownership")]
    [InlineData("checkpointing:{ns/hub/group/more}:ownership")]
    [InlineData("checkpointing:{ns/Hub/group}:ownership")]
    [InlineData("checkpointing:{ns//group}:ownership")]
    [InlineData("checkpointing:{ns/%20/group}:ownership")]
    [InlineData("checkpointing:{}:ownership")]
    [InlineData("checkpointing:}:ownership")]
    [InlineData("other:{ns/hub/group}:ownership")]
    public void Foreign_keys_belong_to_no_group(string key) => Keys.GroupOf(key).ShouldBeNull();

    [Theory]
    [InlineData("checkpointing:", "checkpointing:{*}:*")]
    [InlineData("a*b?[c]\\:", "a\\*b\\?\\[c\\]\\\\:{*}:*")]
    public void The_pattern_finds_the_keys_of_its_prefix_alone(string prefix, string pattern) => new RedisKeys(prefix).Pattern.ShouldBe(pattern);

    [Fact]
    public void A_probe_is_no_key_of_a_group()
    {
        RedisKey probe = Keys.Probe(12);

        ((string?)probe).ShouldBe("checkpointing:{12}:probe");
        Keys.GroupOf((string)probe!).ShouldBeNull();
    }
}
