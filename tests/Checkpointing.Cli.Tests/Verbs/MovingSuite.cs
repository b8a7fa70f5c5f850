using System.Text.Json;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>The verbs <c>rewind</c> and <c>forward</c>, on one store.</summary>
public abstract class MovingSuite(string backend, Stage stage)
{
    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync(backend);
        await group.SeedAsync();
        return group;
    }

    [Fact]
    public async Task Rewind_shows_a_plan_asks_and_then_moves_partitions_from_under_their_owners()
    {
        TestGroup group = await SeededAsync();

        Tool declined = await Tool.RunAsync(["rewind", "--back", "3", "-p", "0,1"], group.Settings, input: "n\n");
        Tool done = await Tool.RunAsync(["rewind", "--back", "3", "-p", "0,1"], group.Settings, input: "y\n");

        declined.ExitCode.ShouldBe(4);
        declined.Errors.ShouldContain("nothing was changed");
        group.Normalize(done.Answer()).ShouldBe("""
            localhost/orders/GROUP in STORE, to 3 events back
            PARTITION  NEXT EVENT  THEN  EVENTS  LIVE OWNER
            0  10  7  3 again  worker-a
            1  5  2  3 again  worker-a
            2 partitions to be moved, 6 events again, 2 under a live owner, which goes on from the new place
            2 partitions moved.
            """.ReplaceLineEndings("\n"));
        (await group.PositionsAsync()).ShouldBe("0:6 1:1 2:6");
        (await group.OwnersAsync()).ShouldBe("0: 1: 2:worker-b");
    }

    [Fact]
    public async Task Rewind_to_a_time_goes_to_the_first_event_that_came_then_and_skips_nothing()
    {
        TestGroup group = await SeededAsync();
        string time = Stage.FirstEnqueued.AddMinutes(5.5).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

        (await group.RunAsync("rewind", "--to-time", time, "--dry-run")).Answer(exitCode: 1).ShouldContain("dry run");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
        JsonElement json = (await group.RunAsync("rewind", "--to-time", time, "--yes", "--json")).Json();

        // Event 6 came next. Partition 1 has not got so far, and of partition 3 nobody knows whether it has; they are left alone.
        (await group.PositionsAsync()).ShouldBe("0:5 1:4 2:5");
        json.GetProperty("applied").GetBoolean().ShouldBeTrue();
        json.GetProperty("eventsAgain").GetInt64().ShouldBe(5);
        json.GetProperty("partitions").EnumerateArray().Select(entry => $"{entry.GetProperty("partition")}:{entry.GetProperty("from")}:{entry.GetProperty("to")}:{entry.GetProperty("outcome")}")
            .ShouldBe(["0:10:6:rewound", "1:5::leftAlone", "2:7:6:rewound", "3:::leftAlone"]);
    }

    [Fact]
    public async Task Forward_skips_a_poison_event_of_one_partition_and_goes_back_nowhere()
    {
        TestGroup group = await SeededAsync();

        string answer = (await group.RunAsync("forward", "--by", "1", "--partition", "1", "--yes")).Answer();
        answer.ShouldContain("1 SKIPPED");
        (await group.PositionsAsync()).ShouldBe("0:9 1:5 2:6");

        answer = (await group.RunAsync("forward", "--to-sequence", "8", "--yes")).Answer(exitCode: 1);
        answer.ShouldContain("this would go back by 2: that is what 'checkpoints rewind' does");
        (await group.PositionsAsync()).ShouldBe("0:9 1:7 2:7 3:7");
    }

    [Fact]
    public async Task A_target_that_the_hub_does_not_have_is_refused_unless_the_nearest_place_will_do()
    {
        TestGroup group = await SeededAsync();

        Tool refused = await group.RunAsync("forward", "--to-sequence", "99", "-p", "1", "--yes");
        Tool clamped = await group.RunAsync("forward", "--to-sequence", "99", "-p", "1", "--yes", "--clamp");

        refused.Answer(exitCode: 1).ShouldContain("REFUSED: there is no event 99 yet, the newest one is 9");
        clamped.Answer().ShouldContain("(clamped)");
        (await group.PositionsAsync()).ShouldBe("0:9 1:9 2:6");
    }
}
