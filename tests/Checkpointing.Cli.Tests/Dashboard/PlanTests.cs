using System.Text.Json;
using Checkpointing.Cli.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>Plans of rewinds, and what becomes of them.</summary>
public sealed class PlanTests(Stage stage)
{
    private const string Plan = "/api/rewind/plan";
    private const string Apply = "/api/rewind/apply";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_changes_nothing_unless_it_is_allowed_to()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings);

        foreach (string path in new[] { Plan, Apply })
        {
            (int status, JsonElement answer) = await dashboard.PostAsync(path, new { to = "earliest", plan = "x" });
            status.ShouldBe(403);
            Sentence(answer).ShouldContain("--allow-changes");
        }

        (await dashboard.GetAsync("/api/session")).GetProperty("changeToken").ValueKind.ShouldBe(JsonValueKind.Null);
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
    }

    [Fact]
    public async Task A_plan_changes_nothing_and_is_carried_out_once_when_it_is_confirmed()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");

        (int status, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "back", value = "2", partitions = "0-1" });

        status.ShouldBe(200);
        Outcomes(plan).ShouldBe(["0: 10 to 8, planned", "1: 5 to 3, planned"]);
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");

        (int applied, JsonElement outcome) = await dashboard.PostAsync(Apply, new { plan = plan.GetProperty("plan").GetString() });
        applied.ShouldBe(200);
        Outcomes(outcome).ShouldBe(["0: 10 to 8, rewound", "1: 5 to 3, rewound"]);
        (await group.PositionsAsync()).ShouldBe("0:7 1:2 2:6");
        (await group.OwnersAsync()).ShouldBe("0: 1: 2:worker-b");

        (int again, JsonElement refusal) = await dashboard.PostAsync(Apply, new { plan = plan.GetProperty("plan").GetString() });
        again.ShouldBe(409);
        Sentence(refusal).ShouldContain("Make it anew");
        (await group.PositionsAsync()).ShouldBe("0:7 1:2 2:6");
        (await dashboard.InterruptAsync()).Errors.ShouldContain("partitions 0, 1 rewound to 2 events back");
    }

    [Fact]
    public async Task A_plan_whose_partition_somebody_else_has_moved_back_is_refused_as_a_whole()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");
        (_, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "back", value = "2", partitions = "0, 1" });

        await group.Backend.Operator.RewindAsync(group.Group, [new PartitionRewind("1", 0, null, "somebody else")], Token);

        (int status, JsonElement answer) = await dashboard.PostAsync(Apply, new { plan = plan.GetProperty("plan").GetString() });
        status.ShouldBe(409);
        Sentence(answer).ShouldContain("partition 1 has been moved back by somebody else");
        (await group.PositionsAsync()).ShouldBe("0:9 1:0 2:6");
    }

    [Fact]
    public async Task A_partition_of_which_nobody_knows_how_far_it_was_processed_is_left_alone_unless_nothing_can_be_skipped()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");

        (_, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "back", value = "2", partitions = "3" });
        plan.GetProperty("leftAlone").GetInt32().ShouldBe(1);
        plan.GetProperty("plan").ValueKind.ShouldBe(JsonValueKind.Null);
        plan.GetProperty("rewind").GetProperty("partitions")[0].GetProperty("notes")[1].GetString().ShouldNotBeNull().ShouldContain("up to 8 events might be skipped");

        (_, plan) = await dashboard.PostAsync(Plan, new { to = "earliest", partitions = "3" });
        (int status, _) = await dashboard.PostAsync(Apply, new { plan = plan.GetProperty("plan").GetString() });
        status.ShouldBe(200);
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6 3:-1");
    }

    [Fact]
    public async Task A_plan_is_valid_for_a_while_only_and_cannot_be_guessed()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes", "--plan-valid", "1ms");
        (_, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "earliest" });

        (await dashboard.PostAsync(Apply, new { plan = plan.GetProperty("plan").GetString() })).Status.ShouldBe(409);
        (await dashboard.PostAsync(Apply, new { plan = "guessed" })).Status.ShouldBe(409);
        (await dashboard.PostAsync(Apply, new { })).Status.ShouldBe(409);
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
    }

    [Fact]
    public async Task A_plan_that_cannot_be_made_is_a_sentence()
    {
        RunningDashboard dashboard = await stage.Dashboards.OpenAsync();
        foreach ((string to, string value, string partitions, string clue) in new[]
        {
            ("time", "soon", "", "2026-01-31T02:40Z"),
            ("back", "0", "", "1 or more"),
            ("sequence", "-1", "", "0 or more"),
            ("nonsense", "1", "", "where to?"),
            ("earliest", "", "77", "no partition 77"),
            ("earliest", "", "3-1", "smaller number first"),
        })
        {
            (int status, JsonElement answer) = await dashboard.PostAsync(Plan, new { to, value, partitions });

            status.ShouldBe(400, to);
            Sentence(answer).ShouldContain(clue);
        }

        (int malformed, JsonElement complaint) = await dashboard.PostAsync(Plan, new[] { "no", "document" });
        malformed.ShouldBe(400);
        Sentence(complaint).ShouldContain("not the document that is expected");
    }

    [Fact]
    public async Task That_others_have_taken_the_partitions_makes_no_other_plan_and_is_told()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");
        (_, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "back", value = "2", partitions = "0-1" });
        PartitionOwnership record = (await group.Backend.Store.ListOwnershipAsync(group.Group, Token)).Items.Single(candidate => candidate.PartitionId == "1");
        PartitionOwnership taken = (await group.Backend.Store.ClaimOwnershipAsync(group.Group, [new OwnershipClaim("1", "worker-c", "new", record.Version)], Token)).Items.Single();

        (int status, JsonElement outcome) = await dashboard.PostAsync(Apply, new { plan = plan.GetProperty("plan").GetString() });

        status.ShouldBe(200);
        Outcomes(outcome).ShouldBe(["0: 10 to 8, rewound", "1: 5 to 3, rewound"]);
        outcome.GetProperty("rewind").GetProperty("partitions").EnumerateArray().Select(entry => string.Join(' ', entry.GetProperty("notes").EnumerateArray())).ShouldBe(["", "taken from worker-c"]);
        CheckpointWriteResult late = (await group.Backend.Store.WriteCheckpointsAsync(group.Group, [new CheckpointWrite("1", 5, Offset: null, taken.Epoch, "worker-c")], Token)).Items.Single();
        late.Outcome.ShouldBe(CheckpointOutcome.Fenced);
        (await group.PositionsAsync()).ShouldBe("0:7 1:2 2:6");
    }

    [Fact]
    public async Task A_rewind_that_was_confirmed_is_brought_to_its_end_though_the_browser_goes_away_and_Ctrl_C_is_pressed()
    {
        TestStore store = await TestStore.StartAsync("Sqlite", stage.MakeFolder());
        await using var disposal = store;
        var group = new TestGroup(stage, store);
        await group.SeedAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");
        (_, JsonElement plan) = await dashboard.PostAsync(Plan, new { to = "back", value = "2" });
        await using SqliteConnection other = new($"Data Source={store.Settings["Checkpointing:Sqlite:DataSource"]}");
        await other.OpenAsync(Token);
        await using (SqliteTransaction held = other.BeginTransaction(deferred: false))
        {
            // Whichever comes first takes the plan, and then waits for the store; the other one is told that it is taken.
            using var gone = new CancellationTokenSource();
            List<Task<HttpResponseMessage>> confirmations = [];
            for (int number = 0; number < 2; number++)
            {
                confirmations.Add(dashboard.SendAsync(await dashboard.ChangeAsync(Apply, new { plan = plan.GetProperty("plan").GetString() }), gone.Token));
            }

            Task<HttpResponseMessage> first = await Task.WhenAny(confirmations);
            ((int)(await first).StatusCode).ShouldBe(409);
            await gone.CancelAsync();
            dashboard.Interrupt();
            (await dashboard.ToldAsync()).ShouldBe("The rewind that was confirmed is brought to its end first.");
            (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
        }

        (int exitCode, string errors) = await dashboard.EndAsync();
        exitCode.ShouldBe(0, errors);
        errors.ShouldContain("partitions 0-2 rewound to 2 events back");
        (await group.PositionsAsync()).ShouldBe("0:7 1:2 2:4");
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }

    private static string Sentence(JsonElement answer)
    {
        string error = answer.GetProperty("error").GetString().ShouldNotBeNull();
        error.ShouldNotContain("   at ");
        return error;
    }

    private static IEnumerable<string> Outcomes(JsonElement plan) => plan.GetProperty("rewind").GetProperty("partitions").EnumerateArray()
        .Select(entry => $"{entry.GetProperty("partition")}: {entry.GetProperty("from")} to {entry.GetProperty("to")}, {entry.GetProperty("outcome")}");
}
