using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>From each store to each other one.</summary>
public sealed class MovingBetweenStoresTests(Stage stage)
{
    private static readonly string[] Backends = ["Blob", "Cosmos", "Postgres", "Redis", "Sqlite"];

    [Fact]
    public async Task Checkpoints_go_round_all_stores_and_come_back_the_same()
    {
        TestGroup start = await stage.GroupAsync(Backends[0]);
        await start.WriteAsync("worker", ("0", 9), ("1", 0), ("2", long.MaxValue - 1));
        Dictionary<string, string?> settings = start.Settings;
        foreach (string backend in Backends)
        {
            TestStore store = await stage.StoreAsync(backend);
            foreach ((string key, string? value) in store.Settings)
            {
                settings[key] = value;
            }
        }

        foreach ((string from, string to) in Backends.Zip([.. Backends.Skip(1), Backends[0]]))
        {
            (await Tool.RunAsync(["copy", "--from", from, "--to", to], settings)).Answer().ShouldContain(to == Backends[0] ? "0 checkpoints copied, 3 the same" : "3 checkpoints copied");
            (await Tool.RunAsync(["verify", "--from", from, "--to", to], settings)).Answer().ShouldContain("3 checkpoints, all the same");
        }
    }

    [Fact]
    public async Task A_fleet_that_moves_is_looked_at_through_both_of_its_stores()
    {
        TestGroup start = await stage.GroupAsync("Sqlite");
        await start.WriteAsync("worker", ("0", 9));
        Dictionary<string, string?> settings = new(start.Settings.Where(setting => !setting.Key.StartsWith("Checkpointing:Sqlite", StringComparison.Ordinal)))
        {
            ["Checkpointing:Store"] = "Moving",
            ["Checkpointing:Moving:Leader"] = "From",
            ["Checkpointing:Moving:From:Store"] = "Sqlite",
            ["Checkpointing:Moving:From:Sqlite:DataSource"] = start.Settings["Checkpointing:Sqlite:DataSource"],
            ["Checkpointing:Moving:To:Store"] = "Sqlite",
            ["Checkpointing:Moving:To:Sqlite:DataSource"] = start.Settings["Checkpointing:Sqlite:DataSource"] + ".new",
        };
        (await Tool.RunAsync(["doctor"], settings)).Answer(1).ShouldContain("provision");
        (await Tool.RunAsync(["provision"], settings)).Answer();
        (await Tool.RunAsync(["list", "--json"], settings)).Json().ToString().ShouldContain("\"sequenceNumber\": 9");
    }
}
