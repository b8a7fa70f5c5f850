using System.Diagnostics;
using System.Text.Json;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>What the dashboard shows.</summary>
public sealed class DashboardTests(Stage stage)
{
    private const string Plan = "/api/rewind/plan";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_what_the_verbs_show_and_ends_with_Ctrl_C()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--interval", "20ms");

        JsonElement state = await dashboard.StateAsync(candidate => candidate.GetProperty("readAt").ValueKind != JsonValueKind.Null && candidate.GetProperty("latency").ValueKind != JsonValueKind.Null);

        state.GetProperty("group").GetString().ShouldBe(group.Group.ToString());
        state.GetProperty("isOld").GetBoolean().ShouldBeFalse();
        state.GetProperty("lag").GetProperty("eventsBehind").GetInt64().ShouldBe(18);
        state.GetProperty("owners").GetProperty("owners").EnumerateArray().Select(owner => $"{owner.GetProperty("owner")}: {owner.GetProperty("partitions")}").ShouldBe(["worker-a: 0, 1", "worker-b: 2"]);
        state.GetProperty("latency").GetProperty("lastMilliseconds").GetDouble().ShouldBeGreaterThan(0);
        JsonElement[] rows = [.. state.GetProperty("partitions").GetProperty("rows").EnumerateArray()];
        rows.Select(row => $"{row.GetProperty("partition")} {row.GetProperty("checkpoint")} {row.GetProperty("eventsBehind")} {row.GetProperty("owner")} {row.GetProperty("state")}")
            .ShouldBe(["0 9 0 worker-a ok", "1 4 5 worker-a ok", "2 6 3 worker-b ok", "3  10  noOwner"]);
        (await dashboard.InterruptAsync()).ShouldBe((0, ""));
    }

    [Fact]
    public async Task It_prints_its_address_and_of_which_group_it_is_and_whether_it_can_rewind()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        using Process dashboard = Tool.Start(["dashboard", "--allow-changes"], group.Settings);

        (await dashboard.StandardOutput.ReadLineAsync(Token)).ShouldNotBeNull().ShouldStartWith("http://127.0.0.1:");
        (await dashboard.StandardOutput.ReadLineAsync(Token)).ShouldBe($"{group.Group} in Sqlite. It can rewind. Ctrl-C ends it.");
        dashboard.Kill();
        await dashboard.WaitForExitAsync(Token);
    }

    [Fact]
    public async Task Without_a_hub_nothing_counts_as_read_before_the_checkpoints_are()
    {
        await using SlowList list = await SlowList.PrepareAsync(stage);
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(list.Settings, "--interval", "20ms");

        JsonElement before = await dashboard.StateAsync(state => state.GetProperty("owners").ValueKind != JsonValueKind.Null);
        before.GetProperty("readAt").ValueKind.ShouldBe(JsonValueKind.Null, $"the page would show no partition as fresh: {before}");
        before.GetProperty("partitions").GetProperty("total").GetInt32().ShouldBe(0);

        await list.LetGoAsync();
        (await dashboard.StateAsync()).GetProperty("partitions").GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task It_tells_who_takes_over_from_whom()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--interval", "20ms");
        await dashboard.StateAsync();
        PartitionResults<PartitionOwnership> records = await group.Backend.Store.ListOwnershipAsync(group.Group, Token);

        await group.Backend.Store.ClaimOwnershipAsync(
            group.Group,
            [.. records.Items.Select(record => new OwnershipClaim(record.PartitionId, record.PartitionId == "2" ? "" : "worker-b", "another instance", record.Version))],
            Token);

        JsonElement state = await dashboard.StateAsync(candidate => candidate.GetProperty("takeovers").GetArrayLength() >= 2);
        state.GetProperty("takeovers").EnumerateArray().Select(entry => $"{entry.GetProperty("kind")} {entry.GetProperty("from")} {entry.GetProperty("to")} {entry.GetProperty("partitions")}")
            .ShouldBe(["takenOver worker-a worker-b 0, 1", "givenUp worker-b  2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Its_documents_have_the_shape_that_is_documented()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes", "--interval", "20ms");
        await dashboard.StateAsync();
        await group.ClaimAsync("worker-c", "3");
        JsonElement state = await dashboard.StateAsync(candidate => candidate.GetProperty("takeovers").GetArrayLength() > 0 && candidate.GetProperty("lag").GetProperty("states").TryGetProperty("noCheckpoint", out _));
        (_, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "back", value = "2", partitions = "0-1" });

        IReadOnlyDictionary<string, string> documented = OperatingStory.Answers();

        documented.Keys.ShouldBe(["/api/state", Plan], ignoreOrder: true);
        OperatingDocumentTests.Shape(state).ShouldBe(Shape("/api/state"));
        OperatingDocumentTests.Shape(plan).ShouldBe(Shape(Plan));

        string[] Shape(string path) => OperatingDocumentTests.Shape(JsonSerializer.Deserialize<JsonElement>(documented[path]));
    }

    [Fact]
    public async Task Of_ten_thousand_partitions_it_sends_a_page()
    {
        RunningDashboard dashboard = await stage.Dashboards.LargeAsync();
        await dashboard.StateAsync();

        JsonElement second = (await dashboard.GetAsync("/api/state?page=2&sort=partition&show=unowned")).GetProperty("partitions");
        second.GetProperty("total").GetInt32().ShouldBe(Many.Partitions);
        second.GetProperty("pages").GetInt32().ShouldBe(Many.Partitions / 50);
        second.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("partition").GetString()).ShouldBe(Enumerable.Range(50, 50).Select(number => $"{number}"));

        JsonElement one = (await dashboard.GetAsync("/api/state?search=7777")).GetProperty("partitions");
        one.GetProperty("rows").EnumerateArray().Single().GetProperty("checkpoint").GetInt64().ShouldBe(7777);
        (await dashboard.GetAsync("/api/state")).GetRawText().Length.ShouldBeLessThan(50_000);
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }
}
