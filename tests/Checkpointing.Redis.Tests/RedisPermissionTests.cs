using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>The access rules that docs/backends/redis.md lists are enough, and they are limits.</summary>
public sealed partial class RedisPermissionTests : RedisTest
{
    private const string Password = "right-secret";

    [Fact]
    public async Task A_processor_lives_by_its_rules()
    {
        RedisServer server = await StartAsync();
        await RestrictAsync(server, Rules("processor"));
        RecordingLogger<RedisCheckpointStore> log = new();
        RedisCheckpointStore store = Open(server, $",password={Password}", logger: log);

        PartitionOwnership held = await WinAsync(store);
        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        held = await WinAsync(store, version: held.Version);
        (await store.RequestOwnershipAsync(Group, [new OwnershipRequest("0", held.OwnerId, "other")], Token)).Items.ShouldHaveSingleItem();
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        (await store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem();
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();
        await WinAsync(store, owner: "", version: held.Version);
        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_processor_may_do_no_more()
    {
        RedisServer server = await StartAsync();
        await RestrictAsync(server, Rules("processor"));
        RedisCheckpointStore store = Open(server, $",password={Password}");
        PartitionOwnership held = await WinAsync(store);
        await WriteAsync(store, 1, held.Epoch);

        await RefusedAsync(() => store.RewindAsync(Group, [new PartitionRewind("0", null, null, "me")], Token));
        await RefusedAsync(() => store.DeleteGroupAsync(Group, Token));
        await RefusedAsync(() => store.ListGroupsAsync(Token));
        await RefusedAsync(() => WinAsync(Open(server, $",password={Password}", options => options.KeyPrefix = "other:")));
    }

    [Fact]
    public async Task The_layout_of_Java_takes_two_commands_and_its_keys_more()
    {
        RedisServer server = await StartAsync();
        await RestrictAsync(server, [.. Rules("processor"), "~contoso.servicebus.windows.net/*", "+sadd", "+smembers"]);
        RedisCheckpointStore store = Open(server, $",password={Password}", options => options.Layout = RedisLayout.Jedis);

        PartitionOwnership held = await WinAsync(store);

        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_operator_lives_by_its_rules()
    {
        RedisServer server = await StartAsync();
        await RestrictAsync(server, Rules("operator"));
        RedisCheckpointStore store = Open(server, $",password={Password}");
        await WriteAsync(store, 1, (await WinAsync(store)).Epoch);

        (await store.RewindAsync(Group, [new PartitionRewind("0", 0, null, "me")], Token)).Items.ShouldHaveSingleItem();
        (await store.RewindAsync(Group, [new PartitionRewind("0", null, null, "me")], Token)).Items.ShouldHaveSingleItem();
        (await store.ListGroupsAsync(Token)).ShouldBe([Group]);
        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(1);
        await RefusedAsync(() => WinAsync(Open(server, $",password={Password}", options => options.KeyPrefix = "other:")));
    }

    [Theory]
    [InlineData("+config|get", "does not tell its 'appendfsync'")]
    [InlineData("+info", "does not let the store look at its persistence")]
    public async Task What_may_not_be_looked_at_is_said(string rule, string expected)
    {
        RedisServer server = await StartAsync();
        await RestrictAsync(server, [.. Rules("processor").Where(given => given != rule)]);
        RecordingLogger<RedisCheckpointStore> log = new();

        await WinAsync(Open(server, $",password={Password}", logger: log));

        log.Messages.ShouldHaveSingleItem().ShouldContain(expected);
    }

    private static async Task RefusedAsync(Func<Task> call)
    {
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(call);
        exception.Message.ShouldContain("access rules (ACL) do not allow it");
        exception.IsTransient.ShouldBeFalse();
    }

    private static Task RestrictAsync(RedisServer server, string[] rules) =>
        server.CommandAsync(["ACL", "SETUSER", "default", "reset", "on", ">" + Password, .. rules]);

    /// <summary>The rules in the line of the document that begins with the role's comment.</summary>
    private static string[] Rules(string role)
    {
        string document = File.ReadAllText(RepositoryRoot.Combine("docs", "backends", "redis.md"));
        Match rules = Line().Matches(document).Single(match => match.Groups["role"].Value == role);
        return rules.Groups["rules"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"^# (?<role>\w+)\nACL SETUSER default reset on >password (?<rules>.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
