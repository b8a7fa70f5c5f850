using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests;

/// <summary>What is wrong is said in words of the operator's, with what is allowed.</summary>
public sealed class MistakeTests(Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"format": "checkpoints/2", "groups": []}""", "its format is 'checkpoints/2'")]
    [InlineData("""{"format": "checkpoints/1"}""", "it has no 'groups'")]
    [InlineData("null", "it holds null")]
    [InlineData("""{"format": "checkpoints/1", "groups": [null]}""", "entry 1 of 'groups' is null")]
    [InlineData("""{"format": "checkpoints/1", "groups": [{"hub": "h", "group": "g", "checkpoints": []}]}""", "'namespace', 'hub' and 'group' are needed")]
    [InlineData("""{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g"}]}""", "the group n/h/g has no 'checkpoints'")]
    [InlineData("""{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g", "checkpoints": [{"sequenceNumber": 4}]}]}""", "entry 1 has no 'partition'")]
    [InlineData("""{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g", "checkpoints": [null]}]}""", "entry 1 is null")]
    [InlineData("""{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g", "checkpoints": [{"partition": "3"}]}]}""", "neither 'sequenceNumber' nor 'offset'")]
    [InlineData("""{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g", "checkpoints": [{"partition": "3", "sequenceNumber": -2}]}]}""", "has the 'sequenceNumber' -2")]
    [InlineData(
        """{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g", "checkpoints": [{"partition": "3", "sequenceNumber": 1}, {"partition": "3", "sequenceNumber": 2}]}]}""",
        "the group n/h/g has partition 3 twice")]
    [InlineData(
        """{"format": "checkpoints/1", "groups": [{"namespace": "n", "hub": "h", "group": "g", "checkpoints": []}, {"namespace": "N", "hub": "h", "group": "g", "checkpoints": []}]}""",
        "it has the group n/h/g twice")]
    [InlineData("""{"format": "checkpoints/1", "writtenAt": "today", "groups": []}""", "what stands at '$.writtenAt' is not of the kind that belongs there.")]
    public async Task A_file_of_checkpoints_that_is_wrong_is_told_by_what_is_wrong_with_it(string content, string clue)
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        string file = Path.Combine(stage.MakeFolder(), "backup.json");
        await File.WriteAllTextAsync(file, content, Token);

        Complaint(await group.RunAsync("copy", "--from-file", file, "--to", "Sqlite", "--group", "n/h/g")).ShouldContain(clue);
    }

    [Theory]
    [InlineData("rewind -n --to-time -999999d", "--to-time is '-999999d': that is before 1970")]
    [InlineData("rewind -n --to-time 03/02/2026_02:40Z", "2026-01-31T02:40Z")]
    [InlineData("rewind -n --to-time 02:40:00.00Z", "2026-01-31T02:40Z")]
    [InlineData("rewind -n --to-time 2026-02-30T02:40Z", "2026-01-31T02:40Z")]
    [InlineData("rewind -n --back 1 -p 77", "no partition 77; it has 0, 1, 2, 3.")]
    [InlineData("rewind -n --to-offset _", "--to-offset is empty")]
    [InlineData("rewind -n --to-offset 131", "--to-offset is a place in one partition")]
    [InlineData("rewind -n --to-time -90", "--to-time is '-90': it takes")]
    [InlineData("rewind -n --back 0", "--back is '0': it takes a whole number from 1 (")]
    [InlineData("rewind -n --earliest -p 0-9999999", "--partition is '0-9999999': no hub has so many partitions")]
    [InlineData("lag --count 0 --watch", "--count is '0': it takes a whole number from 1")]
    [InlineData("lag --count 3", "--count is for --watch, which is not given")]
    [InlineData("lag --interval 1s", "--interval is for --watch, which is not given")]
    [InlineData("lag --read=99999999999", "--read is '99999999999': it takes a whole number from 0 to 2147483647")]
    [InlineData("lag --max-events=-1", "--max-events is '-1': it takes a whole number from 0")]
    public async Task A_value_that_cannot_be_is_told_with_what_is_allowed(string command, string clue)
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        Complaint(await group.RunAsync([.. command.Split(' ').Select(argument => argument.Replace('_', ' '))])).ShouldContain(clue);
    }

    [Fact]
    public async Task The_last_moment_before_which_nothing_was_is_read()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        (await group.RunAsync("rewind", "-n", "--to-time", "-10000d", "--clamp")).Answer().ShouldContain("dry run");
    }

    [Fact]
    public async Task More_events_than_can_be_counted_lie_behind_the_newest_one()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        (await group.RunAsync("forward", "-n", "--by", "9223372036854775807", "-p", "1")).Answer(exitCode: 1).ShouldContain("there is no event 9223372036854775807 yet");
        (await group.RunAsync("rewind", "-n", "--back", "1", "-p", "1")).Answer().ShouldContain(", to 1 event back\n");
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_a_failure()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        string shown = await Tool.RunOnTerminalAsync("list > /dev/full; echo code $?", group.Settings);

        shown.ShouldContain("checkpoints: the answer could not be written: ");
        shown.ShouldContain("code 3");
    }

    [Theory]
    [InlineData("Authorization: Bearer c2VjcmV0LXNlY3JldA")]
    [InlineData("authorization=Basic c2VjcmV0LXNlY3JldA")]
    [InlineData("Authorization: c2VjcmV0LXNlY3JldA")]
    [InlineData("the token was: Bearer c2VjcmV0LXNlY3JldA")]
    public async Task A_token_is_hidden_behind_its_scheme(string text) =>
        Complaint(await Tool.RunAsync(["list", "--store", "InMemory", "--group", $"{text} a/b"], folder: stage.MakeFolder())).ShouldNotContain("c2Vj");

    /// <summary>The one line that is told, and the exit code of a mistake.</summary>
    private static string Complaint(Tool run)
    {
        run.ExitCode.ShouldBe(2, run.Output + run.Errors);
        run.Output.ShouldBe("");
        run.Errors.Trim().Split('\n').Length.ShouldBe(1, run.Errors);
        run.Errors.ShouldNotContain("(Parameter");
        return run.Errors;
    }
}
