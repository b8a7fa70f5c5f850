using System.Text.Json;
using Checkpointing.Cli.Tests.Support;
using Devkit.EventHubs.Broker;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>How the dashboard goes through outages of the store and of the hub.</summary>
public sealed class OutageTests(Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_outlives_an_outage_of_the_store_and_says_how_old_its_data_is()
    {
        await using StoreOutage scene = await StoreOutage.PrepareAsync(stage);
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(scene.Settings, "--interval", "50ms", "--allow-changes");
        JsonElement before = await dashboard.StateAsync();
        before.GetProperty("problems").GetArrayLength().ShouldBe(0, $"{before}");

        await scene.Server.KillAsync();
        JsonElement during = await dashboard.StateAsync(state => state.GetProperty("problems").GetArrayLength() > 0 && state.GetProperty("ageSeconds").GetDouble() > 0.1);

        during.GetProperty("isOld").GetBoolean().ShouldBeTrue();
        during.GetProperty("lag").GetProperty("eventsBehind").GetInt64().ShouldBe(40);
        during.GetProperty("partitions").GetProperty("rows").GetArrayLength().ShouldBe(Stage.Partitions);
        string problem = during.GetProperty("problems").EnumerateArray().Single().GetString().ShouldNotBeNull();
        problem.ShouldContain("asked again until it answers");
        problem.ShouldNotContain(StoreOutage.Password);
        problem.ShouldNotContain("   at ");
        (int status, JsonElement answer) = await dashboard.PostAsync("/api/rewind/plan", new { to = "earliest" });
        status.ShouldBe(502);
        Sentence(answer).ShouldNotContain(StoreOutage.Password);

        await scene.Server.StartAgainAsync();
        await dashboard.StateAsync(state => state.GetProperty("problems").GetArrayLength() == 0 && !state.GetProperty("isOld").GetBoolean());
    }

    [Fact]
    public async Task A_store_that_hangs_is_told_before_its_calls_fail_and_keeps_neither_the_page_nor_Ctrl_C_waiting()
    {
        await using StoreOutage scene = await StoreOutage.PrepareAsync(stage);
        Dictionary<string, string?> settings = new(scene.Settings)
        {
            ["Checkpointing:Redis:Resilience:AttemptTimeout"] = "00:05:00",
            ["Checkpointing:Redis:Resilience:OperationTimeout"] = "00:05:00",
        };
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(settings, "--interval", "50ms", "--allow-changes");
        await dashboard.StateAsync();

        await scene.HangAsync();
        Task<(int Status, JsonElement Answer)> plan = dashboard.PostAsync("/api/rewind/plan", new { to = "earliest" });
        JsonElement during = await dashboard.StateAsync(state => state.GetProperty("problems").GetArrayLength() > 0);

        during.GetProperty("problems").EnumerateArray().Single().GetString().ShouldNotBeNull().ShouldStartWith("The store has not answered since ");
        during.GetProperty("isOld").GetBoolean().ShouldBeTrue();
        during.GetProperty("lag").GetProperty("eventsBehind").GetInt64().ShouldBe(40);
        plan.IsCompleted.ShouldBeFalse();
        (await dashboard.InterruptAsync()).ExitCode.ShouldBe(0);
        (await plan).Status.ShouldBe(503);
    }

    [Fact]
    public async Task While_the_hub_is_away_owners_and_checkpoints_stay_fresh()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(Stage.Hub, Stage.Partitions), Token);
        await using var disposal = broker;
        Dictionary<string, string?> settings = new(group.Settings)
        {
            ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString(Stage.Hub),
            ["Checkpointing:Processor:RetryOptions:MaximumRetries"] = "0",
            ["Checkpointing:Processor:RetryOptions:TryTimeout"] = "00:00:01",
        };
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(settings, "--interval", "50ms", "--allow-changes");
        await dashboard.StateAsync();

        await broker.DisposeAsync();
        await dashboard.StateAsync(state => state.GetProperty("problems").GetArrayLength() > 0);
        await group.WriteAsync("worker-a", ("1", 8));
        JsonElement during = await dashboard.StateAsync(state => state.GetProperty("partitions").GetProperty("rows")[1].GetProperty("checkpoint").GetInt64() == 8);

        during.GetProperty("problems").EnumerateArray().Single().GetString().ShouldNotBeNull().ShouldContain("event hub");
        during.GetProperty("owners").GetProperty("live").GetInt32().ShouldBe(2);
        (int status, JsonElement answer) = await dashboard.PostAsync("/api/rewind/plan", new { to = "earliest" });
        status.ShouldBe(502);
        Sentence(answer).ShouldContain("event hub");
    }

    private static string Sentence(JsonElement answer)
    {
        string error = answer.GetProperty("error").GetString().ShouldNotBeNull();
        error.ShouldNotContain("   at ");
        return error;
    }
}
