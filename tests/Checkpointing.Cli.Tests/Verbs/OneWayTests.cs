using System.Text.Json;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>A rewind skips nothing, and a step forward goes back nowhere, unless somebody has said so; and the exit code tells what was left as it is.</summary>
public sealed class OneWayTests(Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rewind_leaves_a_partition_alone_of_which_nobody_knows_how_far_it_was_processed()
    {
        TestGroup group = await SeededAsync();
        await MakeOffsetOnlyAsync(group, "2");

        Tool rewind = await group.RunAsync("rewind", "--back", "3", "--yes");

        string answer = rewind.Answer(exitCode: 1);
        answer.ShouldContain("partition 3: left alone: nobody knows how far it was processed, so that up to 7 events might be skipped");
        answer.ShouldContain("partition 2: left alone: its checkpoint has an offset only, so that up to 7 events might be skipped");
        answer.ShouldNotContain("SKIPPED", Case.Sensitive);
        (await group.PositionsAsync()).ShouldBe("0:6 1:1 2:");
    }

    [Fact]
    public async Task Where_nothing_can_be_skipped_it_is_rewound_all_the_same()
    {
        TestGroup group = await SeededAsync();
        await MakeOffsetOnlyAsync(group, "2");

        (await group.RunAsync("rewind", "--to-sequence", "0", "-p", "1-3", "--yes")).Answer().ShouldNotContain("SKIPPED", Case.Sensitive);
        (await group.PositionsAsync()).ShouldBe("0:9 1:-1 2:-1 3:-1");

        TestGroup other = await SeededAsync();
        (await other.RunAsync("rewind", "--earliest", "--yes")).Answer();
        (await other.PositionsAsync()).ShouldBe("0:-1 1:-1 2:-1 3:-1");
    }

    [Fact]
    public async Task Who_names_the_partition_is_told_and_counts_what_may_be_skipped()
    {
        TestGroup group = await SeededAsync();

        (await group.RunAsync("rewind", "--back", "3", "-p", "3", "--dry-run")).Answer()
            .ShouldContain("1 partition to be moved, up to 7 events SKIPPED");
        JsonElement json = (await group.RunAsync("rewind", "--back", "3", "-p", "3", "--yes", "--json")).Json();

        json.GetProperty("eventsSkipped").GetInt64().ShouldBe(7);
        json.GetProperty("partitions")[0].GetProperty("notes").EnumerateArray().Select(note => note.GetString())
            .ShouldContain("nobody knows how far it was processed: up to 7 events may be SKIPPED");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6 3:6");
    }

    [Fact]
    public async Task Forward_counts_what_it_may_skip_where_nobody_knows_how_far_a_partition_was_processed()
    {
        TestGroup group = await SeededAsync();

        JsonElement json = (await group.RunAsync("forward", "--latest", "--yes", "--json")).Json();

        json.GetProperty("eventsSkipped").GetInt64().ShouldBe(5 + 3 + 10);
        (await group.PositionsAsync()).ShouldBe("0:9 1:9 2:9 3:9");
    }

    [Fact]
    public async Task Forward_leaves_a_partition_alone_that_might_go_back()
    {
        TestGroup group = await SeededAsync();
        await MakeOffsetOnlyAsync(group, "1");
        await MakeOffsetOnlyAsync(group, "2");

        (await group.RunAsync("forward", "--to-sequence", "2", "--yes", "-p", "2")).Answer().ShouldContain("up to 2 events SKIPPED");
        (await group.RunAsync("forward", "--to-sequence", "8", "--yes")).Answer(exitCode: 1).ShouldContain("partition 1: left alone: its checkpoint has an offset only, so that this might go back");
        (await group.PositionsAsync()).ShouldBe("0:9 1: 2:7 3:7");
        (await group.RunAsync("forward", "--latest", "--yes")).Answer();
        (await group.PositionsAsync()).ShouldBe("0:9 1:9 2:9 3:9");
    }

    [Fact]
    public async Task The_exit_code_tells_that_a_partition_was_left_as_it_is_unless_it_is_there_already()
    {
        TestGroup group = await SeededAsync();

        foreach (string how in new[] { "--dry-run", "--yes" })
        {
            (await group.RunAsync("rewind", "--to-sequence", "8", "-p", "1,2", how)).Answer(exitCode: 1).ShouldContain("left alone: this would skip");
            (await group.RunAsync("rewind", "--to-sequence", "5", "-p", "1,2", how)).Answer().ShouldContain("it is there already");
            (await group.RunAsync("rewind", "--to-sequence", "5", "-p", "1", how)).Answer().ShouldContain("it is there already");
        }
    }

    [Fact]
    public async Task Forward_goes_back_nowhere_when_the_owner_has_passed_the_place_while_the_question_stood()
    {
        TestGroup group = await SeededAsync();

        Tool forward = await Tool.RunAskedAsync(
            ["forward", "--by", "1", "-p", "1"], group.Settings, "Forward 1 partition?", () => group.WriteAsync("worker-a", ("1", 8)), "y");

        forward.Answer(exitCode: 1).ShouldContain("changed since it was planned: the checkpoint was 4 and is 8, so it has come to the place by itself");
        forward.Output.ShouldContain("0 partitions moved.");
        (await group.PositionsAsync()).ShouldBe("0:9 1:8 2:6");
        (await group.OwnersAsync()).ShouldBe("0:worker-a 1:worker-a 2:worker-b");
    }

    [Fact]
    public async Task A_rewind_skips_nothing_when_the_first_checkpoint_comes_while_the_question_stands()
    {
        TestGroup group = await SeededAsync();

        Tool rewind = await Tool.RunAskedAsync(
            ["rewind", "--to-sequence", "6", "-p", "3"], group.Settings, "Rewind 1 partition?", () => group.WriteAsync("worker-c", ("3", 2)), "y");

        rewind.Answer(exitCode: 1).ShouldContain("changed since it was planned: nobody knew how far it was processed, and now its checkpoint is 2");
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6 3:2");
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }

    /// <summary>As where a namespace is replicated elsewhere, and its offsets are no numbers.</summary>
    private static Task MakeOffsetOnlyAsync(TestGroup group, string partition) =>
        group.Backend.Operator.RewindAsync(group.Group, [new PartitionRewind(partition, SequenceNumber: null, "600", "test")], Token);
}
