using System.Text.Json;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>The verbs that carry state about, free it, delete it and look after the store, on one store.</summary>
public abstract class ChangingSuite(string backend, Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync(backend);
        await group.SeedAsync();
        return group;
    }

    [Fact]
    public async Task Copy_refuses_under_live_owners_brings_checkpoints_over_without_owners_and_changes_nothing_the_second_time()
    {
        TestGroup group = await SeededAsync();
        string file = Path.Combine(stage.MakeFolder(), "backup.json");

        Tool refused = await group.RunAsync("copy", "--to-file", file);
        refused.ExitCode.ShouldBe(4, refused.Errors);
        refused.Errors.ShouldContain("has live owners");
        File.Exists(file).ShouldBeFalse();

        (await group.RunAsync("copy", "--to-file", file, "--live")).Answer().ShouldContain("3 checkpoints copied, 0 the same before");
        string first = await File.ReadAllTextAsync(file, Token);
        (await group.RunAsync("copy", "--to-file", file, "--live")).Answer().ShouldContain("0 checkpoints copied, 3 the same before");
        (await File.ReadAllTextAsync(file, Token)).ShouldBe(first);

        TestGroup other = await stage.GroupAsync(backend);
        await File.WriteAllTextAsync(file, first.Replace(group.Group.Name, other.Group.Name, StringComparison.Ordinal), Token);
        (await other.RunAsync("copy", "--from-file", file, "--to", backend)).Answer().ShouldContain("3 checkpoints copied");
        (await other.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
        (await other.OwnersAsync()).ShouldBe("");
        (await other.RunAsync("copy", "--from-file", file, "--to", backend)).Answer().ShouldContain("0 checkpoints copied, 3 the same before");
    }

    [Fact]
    public async Task Verify_shows_differences_and_copy_takes_nothing_back_unless_told_to()
    {
        TestGroup group = await stage.GroupAsync(backend);
        string file = Path.Combine(stage.MakeFolder(), "backup.json");
        await group.WriteAsync("tool", ("0", 3), ("1", 4), ("2", 6));
        (await group.RunAsync("copy", "--to-file", file)).Answer();
        (await group.RunAsync("verify", "--to-file", file)).Answer().ShouldContain("3 checkpoints, all the same");
        await group.WriteAsync("tool", ("1", 5), ("3", 8));

        Tool verified = await group.RunAsync("verify", "--from-file", file, "--to", backend);
        Tool copied = await group.RunAsync("copy", "--from-file", file, "--to", backend);

        string table = group.Normalize(verified.Answer(exitCode: 1));
        table.ShouldContain("1  4  5  is 1 AHEAD");
        table.ShouldContain("3  -  8  has one, the source none");
        table.ShouldContain("2 differences, 2 the same");
        copied.Answer(exitCode: 1).ShouldContain("0 checkpoints copied, 2 the same before, 2 left alone");
        (await group.PositionsAsync()).ShouldBe("0:3 1:5 2:6 3:8");

        JsonElement json = (await group.RunAsync("copy", "--from-file", file, "--to", backend, "--overwrite", "--json")).Json();
        json.GetProperty("groups")[0].GetProperty("copied").GetInt32().ShouldBe(1);
        json.GetProperty("groups")[0].GetProperty("partitions").EnumerateArray().Select(entry => entry.GetProperty("state").GetString()).ShouldBe(["same", "ahead", "same", "extra"]);
        (await group.PositionsAsync()).ShouldBe("0:3 1:4 2:6 3:8");
    }

    [Fact]
    public async Task Release_frees_a_dead_owners_partitions_and_leaves_a_live_ones_alone_unless_told()
    {
        TestGroup group = await SeededAsync();

        Tool refused = await group.RunAsync("release", "--owner", "worker-a", "--yes");
        refused.ExitCode.ShouldBe(4, refused.Errors);
        refused.Errors.ShouldContain("counts as alive");
        (await group.OwnersAsync()).ShouldBe("0:worker-a 1:worker-a 2:worker-b");

        string answer = group.Normalize((await group.RunAsync("release", "--owner", "worker-a", "--live", "--yes")).Answer());
        answer.ShouldContain("0  worker-a  AGE ago  released");
        (await group.OwnersAsync()).ShouldBe("0: 1: 2:worker-b");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
        (await group.RunAsync("release", "--yes")).Answer().ShouldContain("Nothing is to be released.");
    }

    [Fact]
    public async Task Delete_asks_for_the_name_and_then_deletes_the_group_and_no_other()
    {
        TestGroup group = await SeededAsync();
        TestGroup other = await SeededAsync();

        (await group.RunAsync("delete", "--confirm", group.Group.Name)).ExitCode.ShouldBe(4, "owners are alive");
        Tool wrong = await Tool.RunAsync(["delete", "--live"], group.Settings, input: "billing\n");
        wrong.ExitCode.ShouldBe(4);
        wrong.Errors.ShouldStartWith($"This deletes the state of 3 partitions of {group.Group} in {backend}.\nType the group's name to go on:");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");

        Tool right = await Tool.RunAsync(["delete", "--live"], group.Settings, input: group.Group.Name + "\n");

        right.Answer().ShouldContain("The state of 3 partitions of");
        (await group.PositionsAsync()).ShouldBe("");
        (await group.OwnersAsync()).ShouldBe("");
        (await other.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
    }

    [Fact]
    public async Task Doctor_looks_at_store_clock_group_and_hub_and_can_try_to_write()
    {
        TestGroup group = await SeededAsync();

        string healthy = (await group.RunAsync("doctor", "--write")).Answer();
        healthy.ShouldContain("ok     store: It answers in");
        healthy.ShouldContain("ok     store: What it needs is provisioned");
        healthy.ShouldContain("ok     store: It takes claims, checkpoints and deletions");

        // The certificate of Cosmos' stand-in is its own, and the tool trusts what the machine trusts.
        healthy.ShouldContain(backend == "Cosmos" ? "ADVICE clock: The store's clock could not be read" : "ok     clock: The store's clock agrees with this machine's.");
        healthy.ShouldContain("ok     group: It has 3 checkpoints and 2 live owners.");
        healthy.ShouldContain("ok     hub: Its partitions match the store's.");
        healthy.ShouldContain("0 errors");
        (await group.Backend.Operator.ListGroupsAsync(Token)).ShouldNotContain(known => known.FullyQualifiedNamespace == "checkpoints.doctor");

        await group.WriteAsync("tool", ("9", 1));
        JsonElement json = (await group.RunAsync("doctor", "--json")).Json();
        json.GetProperty("errors").GetInt32().ShouldBe(1);
        json.GetProperty("latencyMilliseconds").GetDouble().ShouldBeGreaterThan(0);
        json.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("level").GetString() == "error")
            .GetProperty("message").GetString()!.ShouldContain("partition 9, which the hub does not have");
    }

    [Fact]
    public async Task Provision_creates_what_is_missing_which_looking_does_not()
    {
        TestGroup group = await stage.GroupAsync(backend);
        Dictionary<string, string?> settings = group.Settings;
        (string key, string value) = backend switch
        {
            "Blob" => ("ContainerName", $"new{Guid.NewGuid():n}"),
            "Cosmos" => ("ContainerName", $"new{Guid.NewGuid():n}"),
            "Postgres" => ("Schema", $"new{Guid.NewGuid():n}"),
            "Sqlite" => ("DataSource", Path.Combine(stage.MakeFolder(), "new.db")),
            _ => ("KeyPrefix", "new:"),
        };
        settings[$"Checkpointing:{backend}:{key}"] = value;

        if (backend != "Redis")
        {
            Tool missing = await Tool.RunAsync(["list"], settings);
            missing.ExitCode.ShouldBe(3, missing.Output);
            missing.Errors.ShouldStartWith($"checkpoints: {backend}");
            missing.Errors.ShouldContain($"With this tool: checkpoints provision --store {backend}.");
            missing.Errors.Trim().Split('\n').Length.ShouldBe(1);
        }

        (await Tool.RunAsync(["provision", "--print"], settings)).Answer().Length.ShouldBeGreaterThan(20);
        (await Tool.RunAsync(["provision"], settings)).Answer().ShouldContain("has what it needs");
        (await Tool.RunAsync(["provision"], settings)).Answer();
        Tool list = await Tool.RunAsync(["list"], settings);
        list.Answer().ShouldContain("There is no checkpoint.");
        list.Errors.ShouldBe($"warning: the {backend} store has no record of {group.Group}, or of any other group\n");
    }
}
