using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests;

/// <summary>Owners are called as whoever wrote them liked.</summary>
public sealed class HostileNamesTests(Stage stage)
{
    /// <summary>Clears the screen, and sets the title of the window.</summary>
    private const string Owner = "worker\u001b[2J\u001b]0;hello\u0007\u009b31m\n";

    [Fact]
    public async Task Names_that_are_commands_to_a_terminal_are_shown_and_not_obeyed()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync(Owner, "0", "1", "2");
        await group.WriteAsync(Owner, ("0", 9), ("1", 4), ("2", 6));

        foreach (string verb in new[] { "groups", "list", "owners", "owners -p", "lag", "rewind --back 2 -n", "release -p 0", "release -p 0 --expiration 1ms -n", "doctor", "delete" })
        {
            Tool run = await Tool.RunAsync(verb.Split(' '), group.Settings, input: "\n");
            (run.Output + run.Errors).ShouldNotContain(character => char.IsControl(character) && character != '\n', verb);
        }

        (await group.RunAsync("owners")).Answer().ShouldContain("worker\uFFFD[2J\uFFFD]0;hello");
        (await group.RunAsync("owners", "--json")).Json().GetProperty("partitions")[0].GetProperty("owner").GetString().ShouldBe(Owner);
    }
}
