using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>Nothing is taken from owners that are alive, or that have come meanwhile, or of which nobody can say whether they are.</summary>
public sealed class LiveOwnerTests(Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_refuses_when_an_owner_has_come_while_the_question_stood()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.WriteAsync("tool", ("0", 9), ("1", 4));

        Tool delete = await Tool.RunAskedAsync(
            ["delete"], group.Settings, "This deletes the state of", () => group.ClaimAsync("worker-a", "1"), group.Group.Name);

        delete.ExitCode.ShouldBe(4, delete.Output + delete.Errors);
        delete.Errors.ShouldContain("has live owners (worker-a)");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4");
        (await group.OwnersAsync()).ShouldBe("1:worker-a");
    }

    [Fact]
    public async Task An_owner_whose_record_cannot_be_read_counts_as_alive()
    {
        TestGroup group = await stage.GroupAsync("Redis");
        await group.WriteAsync("tool", ("0", 9), ("1", 4));
        string endPoint = group.Backend.Settings["Checkpointing:Redis:ConnectionString"]!.Split(',')[0];
        using StackExchange.Redis.ConnectionMultiplexer connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(endPoint);
        await connection.GetDatabase().HashSetAsync($"checkpointing:{{{group.Group}}}:ownership", "1", "garbage");
        string file = Path.Combine(stage.MakeFolder(), "backup.json");

        foreach (string[] verb in new[] { ["delete", "--confirm", group.Group.Name], new[] { "copy", "--to-file", file } })
        {
            Tool refused = await group.RunAsync(verb);
            refused.ExitCode.ShouldBe(4, refused.Output + refused.Errors);
            refused.Errors.ShouldContain("may have live owners");
            refused.Errors.ShouldContain("(1 ownership record cannot be read)");
        }

        File.Exists(file).ShouldBeFalse();
        (await group.PositionsAsync()).ShouldBe("0:9 1:4");
        (await group.RunAsync("delete", "--confirm", group.Group.Name, "--live")).Answer();
        (await group.PositionsAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("Blob")]
    [InlineData("Cosmos")]
    [InlineData("Postgres")]
    [InlineData("Redis")]
    [InlineData("Sqlite")]
    public async Task A_copy_puts_no_owner_out_that_has_no_checkpoint_yet_unless_it_may_overwrite(string backend)
    {
        TestGroup source = await stage.GroupAsync("Sqlite");
        await source.Backend.Operator.RewindAsync(source.Group, [new PartitionRewind("0", -1, null, "test"), new PartitionRewind("1", -1, null, "test")], Token);
        string file = Path.Combine(stage.MakeFolder(), "backup.json");
        (await source.RunAsync("copy", "--to-file", file)).Answer();
        TestGroup group = await stage.GroupAsync(backend);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Token)).Replace(source.Group.Name, group.Group.Name, StringComparison.Ordinal), Token);
        await group.ClaimAsync("worker-a", "0");
        string[] copy = ["copy", "--from-file", file, "--to", backend, "--live"];

        (await group.RunAsync(copy)).Answer(exitCode: 1)
            .ShouldContain("! partition 0 has no checkpoint yet, but a live owner (worker-a), which would lose it; it is left as it is (--overwrite does it)");
        (await group.PositionsAsync()).ShouldBe("1:-1");
        (await group.OwnersAsync()).ShouldBe("0:worker-a 1:");

        (await group.RunAsync([.. copy, "--overwrite"])).Answer();
        (await group.PositionsAsync()).ShouldBe("0:-1 1:-1");
        (await group.OwnersAsync()).ShouldBe("0: 1:");
    }
}
