using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Cli.Tests.Support;
using Devkit.EventHubs.Broker;

namespace Checkpointing.Cli.Tests;

/// <summary>What is the same for all verbs: help, mistakes, secrets, where settings come from, widths, interruption.</summary>
public sealed partial class CommandLineTests(Stage stage)
{
    private const string Secret = "c2VjcmV0LXNlY3JldA";

    public static TheoryData<string> Verbs() =>
        ["groups", "list", "owners", "lag", "dashboard", "rewind", "forward", "copy", "verify", "release", "delete", "doctor", "provision", "import", "completion"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_help_with_examples_that_parse(string verb)
    {
        Tool help = await Tool.RunAsync([verb, "--help"], columns: 80);
        string text = help.Answer();
        text.ShouldContain($"checkpoints {verb}");
        text.Split("Examples:").Length.ShouldBe(2);
        string options = text.Split("Examples:")[0];
        options.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (Match option in Option().Matches(text.Split("Examples:")[1]))
        {
            if (verb != "import" && verb != "completion")
            {
                options.ShouldContain(option.Value, customMessage: "an example uses an option that the verb does not have");
            }
        }
    }

    [Fact]
    public async Task The_tool_without_a_verb_shows_all_verbs_and_exit_codes()
    {
        string help = (await Tool.RunAsync([])).Answer();
        foreach (string verb in Verbs().Select(row => row.Data))
        {
            help.ShouldContain($"\n  {verb} ");
        }

        help.ShouldContain("130  interrupted");
    }

    [Theory]
    [InlineData("frobnicate", 2, "there is no verb 'frobnicate'")]
    [InlineData("list --frobnicate", 2, "--frobnicate")]
    [InlineData("list", 2, "Checkpointing:Store is missing: no settings say which store is meant (there is no appsettings.json in '/")]
    [InlineData("list --store Papyrus", 2, "is 'Papyrus', which this tool does not know. Available: Blob, Cosmos, Moving, Postgres")]
    [InlineData("list --store inmemory --group n/h/g", 2, "into which no other program looks")]
    [InlineData("list --store Sqlite --set Checkpointing:Sqlite:DataSorce=x.db", 2, "Checkpointing:Sqlite: there is no setting 'DataSorce' in SqliteCheckpointStoreOptions.")]
    [InlineData("list --config nowhere.json", 2, "nowhere.json")]
    [InlineData("list --set lonely", 2, "key=value")]
    [InlineData("list --set Checkpointng:Store=Redis", 2, "keys that begin with Checkpointing: or ConnectionStrings:")]
    [InlineData("list --top 0", 2, "whole number")]
    [InlineData("list --store Sqlite", 2, "DataSource")]
    [InlineData("list --store Sqlite --set Checkpointing__Sqlite__DataSource=/proc/nowhere/x.db --group n/h/g", 3, "/proc/nowhere/x.db")]
    [InlineData("list --store Sqlite --set Checkpointing:Sqlite:DataSource=x.db --group a/b", 2, "namespace/hub/group")]
    [InlineData("lag --max-age 300", 2, "--max-age is '300', which is no time: it takes a number with its unit, such as 90s")]
    [InlineData("lag --store Redis --set Checkpointing:Redis:ConnectionString=127.0.0.1:1", 2, "which event hub?")]
    [InlineData("rewind --json", 2, "--dry-run")]
    [InlineData("copy --store Redis --set Checkpointing:Redis:ConnectionString=127.0.0.1:1", 2, "where to?")]
    [InlineData("import nonsense", 2, "Must be one of: 'eph' 'functions'")]
    [InlineData("lag --store Redis --set Checkpointing:Redis:ConnectionString=127.0.0.1:1 --set Checkpointing:Processor:ConnectionString=" + Secret, 2, "no connection string")]
    [InlineData("groups --store Redis --set Checkpointing:Redis:ConnectionString=127.0.0.1:1,password=" + Secret + " --set Checkpointing:Redis:Resilience:Timeout=00:00:02 --verbose", 2, "Resilience")]
    public async Task A_mistake_gets_one_line_without_a_secret_and_its_exit_code(string arguments, int exitCode, string clue)
    {
        Tool run = await Tool.RunAsync(arguments.Split(' '), folder: stage.MakeFolder());

        run.ExitCode.ShouldBe(exitCode, run.Errors);
        run.Output.ShouldBe("");
        string line = run.Errors.Trim().Split('\n')[0];
        line.ShouldStartWith("checkpoints: ");
        line.ShouldContain(clue);
        run.Errors.ShouldNotContain(Secret);
        if (!arguments.Contains("--verbose", StringComparison.Ordinal))
        {
            run.Errors.Trim().Split('\n').Length.ShouldBe(1, run.Errors);
        }
    }

    [Fact]
    public async Task Settings_come_from_files_the_environment_and_options_and_later_ones_win()
    {
        string folder = stage.MakeFolder();
        string database = Path.Combine(folder, "a.db");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.json"), $$"""{ "Checkpointing": { "Store": "Papyrus", "Sqlite": { "DataSource": "{{database}}" } } }""", TestContext.Current.CancellationToken);

        (await Tool.RunAsync(["groups"], folder: folder)).ExitCode.ShouldBe(2);
        (await Tool.RunAsync(["provision"], new Dictionary<string, string?> { ["Checkpointing:Store"] = "Sqlite" }, folder: folder)).Answer();
        File.Exists(database).ShouldBeTrue();
        (await Tool.RunAsync(["groups", "--store", "Sqlite", "-c", Path.Combine(folder, "appsettings.json")])).Answer().ShouldContain("knows no consumer group yet");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public async Task Tables_fit_a_narrow_screen(int columns)
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync("processor-0123456789abcdef0123456789abcdef", "0", "1", "2");
        await group.WriteAsync("processor-0123456789abcdef0123456789abcdef", ("0", 9), ("1", 4));

        foreach (string[] verb in new[] { ["list"], ["owners"], ["owners", "-p"], ["lag"], ["rewind", "--back", "2", "-n"], new[] { "doctor" } })
        {
            string answer = (await Tool.RunAsync(verb, group.Settings, columns: columns)).Output;
            answer.Split('\n').ShouldAllBe(line => line.Length <= columns, answer);
            answer.Split('\n').Length.ShouldBeGreaterThan(4, answer);
        }
    }

    [Fact]
    public async Task Colours_reach_a_terminal_and_nothing_else_and_can_be_switched_off()
    {
        const string Red = "\u001b[31m";
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        (await group.RunAsync("lag")).Output.ShouldNotContain('\u001b');
        (await Tool.RunOnTerminalAsync("lag", group.Settings)).ShouldContain(Red);
        (await Tool.RunOnTerminalAsync("lag", new Dictionary<string, string?>(group.Settings) { ["NO_COLOR"] = "1" })).ShouldNotContain(Red);
    }

    [Fact]
    public async Task A_watch_on_a_terminal_stays_in_place_and_draws_a_plot()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        string shown = await Tool.RunOnTerminalAsync("lag --watch --count 3 --interval 10ms", group.Settings);

        shown.Split("\u001b[H").Length.ShouldBe(5, "the screen is cleared once, and written over three times");
        shown.ShouldContain("███");
        shown.ShouldContain("every 10ms;");
    }

    [Fact]
    public async Task Lag_ends_with_a_failing_code_above_a_threshold()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        (await group.RunAsync("lag", "--max-events", "18", "--max-age", "1d")).Answer();
        (await group.RunAsync("lag", "--max-events", "17")).Answer(exitCode: 1).ShouldContain("! 18 events behind, more than 17");
        (await group.RunAsync("lag", "--max-age", "1m", "--json")).Json().GetProperty("exceeded").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Lag_ends_with_a_failing_code_in_trouble_if_it_is_asked_to()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        (await group.RunAsync("lag")).Answer();
        (await group.RunAsync("lag", "--fail-on-trouble")).Answer(exitCode: 1).ShouldContain("! in trouble: 1 without a live owner (3)");

        // It has no checkpoint yet, as any has at the beginning.
        await group.ClaimAsync("worker-b", "3");
        (await group.RunAsync("lag", "--fail-on-trouble")).Answer().ShouldContain("1 without a checkpoint (3)");
        (await group.RunAsync("lag", "--fail-on-trouble", "--stuck-after", "1ms")).Answer(exitCode: 1).ShouldContain("! in trouble: 2 stuck (1, 2)");
    }

    [Fact]
    public async Task A_watch_tells_each_reading_with_its_history_and_ends_with_Ctrl_C()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        string[] lines = (await group.RunAsync("lag", "--watch", "--interval", "10ms", "--count", "3")).Answer().Trim().Split('\n');
        lines.Length.ShouldBe(3);
        lines[2].ShouldContain("18 events behind in 3 of 4 partitions");
        lines[2].ShouldContain("███");

        using Process watch = Tool.Start(["lag", "--watch", "--json", "--interval", "10ms"], group.Settings);
        (await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull().ShouldStartWith("{\"store\":");
        using Process kill = Process.Start("kill", ["-INT", $"{watch.Id}"]);
        await watch.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
        watch.ExitCode.ShouldBe(0, await watch.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_owner_that_has_not_renewed_for_too_long_has_expired_and_its_partitions_can_be_released()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        string owners = group.Normalize((await group.RunAsync("owners", "--expiration", "1ms")).Answer());
        owners.ShouldContain("worker-a  EXPIRED  AGE ago  2  0, 1");
        owners.ShouldContain("no live owner, 3 with an expired owner");
        (await Tool.RunAsync(["release", "--expiration", "1ms", "-p", "1-2"], group.Settings, input: "y\n")).Answer().ShouldContain("released");
        (await group.OwnersAsync()).ShouldBe("0:worker-a 1: 2:");
    }

    [Fact]
    public async Task A_partition_that_processors_read_in_every_group_tells_how_long_its_events_wait_at_least()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        await using PartitionReceiver processor = await ReadAsync(group.Group.Name);
        await using PartitionReceiver another = await ReadAsync("$Default");

        JsonElement json = (await group.RunAsync("lag", "--json")).Json();

        JsonElement partition = json.GetProperty("partitions")[1];
        partition.GetProperty("secondsAreExact").GetBoolean().ShouldBeFalse();
        double newest = (json.GetProperty("readAt").GetDateTimeOffset() - Stage.FirstEnqueued.AddMinutes(9)).TotalSeconds;
        partition.GetProperty("secondsBehind").GetDouble().ShouldBeInRange(newest - 60, newest + 1);
        json.GetProperty("partitions")[2].GetProperty("secondsAreExact").GetBoolean().ShouldBeTrue();

        async Task<PartitionReceiver> ReadAsync(string consumerGroup)
        {
            var receiver = new PartitionReceiver(
                consumerGroup, "1", EventPosition.Earliest, stage.Broker.ConnectionString, Stage.Hub, new PartitionReceiverOptions { OwnerLevel = 1 });
            (await receiver.ReceiveBatchAsync(1, TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
            return receiver;
        }
    }

    [Fact]
    public async Task A_partition_is_not_stuck_because_its_checkpoint_is_old_and_an_event_has_just_come()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync("worker-a", "0", "1");
        await group.WriteAsync("worker-a", ("0", 0), ("1", 8));
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true, TimeProvider = new SetClock { Now = DateTimeOffset.UtcNow.AddHours(1) } }.AddHub(Stage.Hub, 1),
            TestContext.Current.CancellationToken);
        broker.Publish(Stage.Hub, "0", "processed", "has just come");
        Dictionary<string, string?> settings = new(group.Settings) { ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString(Stage.Hub) };

        (await Tool.RunAsync(["lag", "--stuck-after", "1ms"], settings)).Answer().ShouldContain("ok");
        (await group.RunAsync("lag", "--stuck-after", "1ms", "--json")).Json().GetProperty("partitions")[1].GetProperty("state").GetString().ShouldBe("stuck");
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_told_and_hides_no_other()
    {
        TestGroup group = await stage.GroupAsync("Redis");
        await group.SeedAsync();
        string endPoint = group.Backend.Settings["Checkpointing:Redis:ConnectionString"]!.Split(',')[0];
        using StackExchange.Redis.ConnectionMultiplexer connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(endPoint);
        await connection.GetDatabase().HashSetAsync($"checkpointing:{{{group.Group}}}:checkpoint", "1", "garbage");

        Tool list = await group.RunAsync("list");
        Tool lag = await group.RunAsync("lag");
        Tool watch = await group.RunAsync("lag", "--watch", "--count", "1");

        watch.Answer(exitCode: 1);
        list.Answer(exitCode: 1).ShouldContain("! ListCheckpoints failed for");
        list.Output.ShouldContain("worker-b");
        lag.Answer(exitCode: 1).ShouldContain("UNREADABLE");
    }

    [Fact]
    public async Task Ctrl_C_at_the_question_changes_nothing()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        using Process rewind = Tool.Start(["rewind", "--earliest"], group.Settings);
        char[] question = new char["Rewind 4 partitions?".Length];
        await rewind.StandardError.ReadBlockAsync(question, TestContext.Current.CancellationToken);
        new string(question).ShouldBe("Rewind 4 partitions?");
        using Process kill = Process.Start("kill", ["-INT", $"{rewind.Id}"]);
        await rewind.WaitForExitAsync(TestContext.Current.CancellationToken);

        rewind.ExitCode.ShouldBe(130);
        (await rewind.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("interrupted: nothing was changed");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
    }

    [Fact]
    public async Task Shells_are_told_how_half_a_line_goes_on()
    {
        string half = "checkpoints re";
        (await Tool.RunAsync([$"[suggest:{half.Length}]", half])).Answer().Split('\n').ShouldBeSubsetOf(["release", "rewind", "--store", ""]);
        (await Tool.RunAsync(["completion", "bash"])).Answer().ShouldContain("complete -o default -F _checkpoints checkpoints");
    }

    [GeneratedRegex(@"(?<= )--[a-z-]+")]
    private static partial Regex Option();
}
