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
}
