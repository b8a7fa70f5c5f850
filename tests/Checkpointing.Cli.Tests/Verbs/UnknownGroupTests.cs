using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>A group or a file that is not there, most often because its name is misspelt, is never answered for as if it were, and empty.</summary>
public sealed class UnknownGroupTests(Stage stage)
{
    private const string Misspelt = "bilings";

    [Fact]
    public async Task What_looks_at_a_group_without_any_record_warns_and_names_those_that_have_one()
    {
        await using TestStore store = await TestStore.StartAsync("Sqlite", stage.MakeFolder());
        TestGroup group = await SeededAsync(store);
        string warning = $"warning: the Sqlite store has no record of localhost/orders/{Misspelt}; it knows {group.Group}\n";

        foreach (string verb in new[] { "list", "owners", "lag", "release", "rewind --earliest --dry-run" })
        {
            Tool run = await group.RunAsync([.. verb.Split(' '), "--group", Misspelt]);
            run.Answer();
            run.Errors.ShouldBe(warning, verb);
        }

        (await group.RunAsync("list", "--json", "--group", Misspelt)).Errors.ShouldBe(warning);
        (await group.RunAsync("owners")).Errors.ShouldBe("");
    }

    [Fact]
    public async Task A_group_without_any_record_is_neither_copied_nor_the_same_nor_deleted()
    {
        await using TestStore store = await TestStore.StartAsync("Sqlite", stage.MakeFolder());
        TestGroup group = await SeededAsync(store);
        string backup = Path.Combine(stage.MakeFolder(), "backup.json");
        (await group.RunAsync("copy", "--to-file", backup, "--live")).Answer();

        foreach ((string verb, string complaint) in new[]
        {
            ($"copy --to-file {backup}", "there is nothing to copy: Sqlite has no record of"),
            ($"verify --to-file {backup}", "there is nothing to compare: Sqlite has no record of"),
            ($"copy --from-file {backup} --to Sqlite", $"there is nothing to copy: {backup} has no record of"),
            ($"delete --confirm {Misspelt}", "nothing was deleted: the Sqlite store has no record of"),
        })
        {
            Complaint(await group.RunAsync([.. verb.Split(' '), "--group", Misspelt])).ShouldBe($"checkpoints: {complaint} localhost/orders/{Misspelt}; it knows {group.Group}.\n");
        }
    }

    [Fact]
    public async Task A_group_that_is_owned_and_has_no_checkpoint_yet_is_known()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync("worker-a", "0");
        string backup = Path.Combine(stage.MakeFolder(), "backup.json");

        (await group.RunAsync("list")).Errors.ShouldBe("");
        (await group.RunAsync("copy", "--to-file", backup, "--live")).Answer().ShouldContain("0 checkpoints copied");
        (await group.RunAsync("delete", "--confirm", group.Group.Name, "--live")).Answer();
    }

    [Theory]
    [InlineData("copy --from-file nowhere.json --to Sqlite", "--from-file: there is no file '{0}/nowhere.json'")]
    [InlineData("verify --to-file nowhere.json", "--to-file: there is no file '{0}/nowhere.json'")]
    [InlineData("copy --to-file no/where.json --live", "--to-file: there is no folder '{0}/no'")]
    [InlineData("copy --to-file . --live", "--to-file: '{0}' is a folder")]
    public async Task A_file_that_is_not_there_or_cannot_be_is_told_before_anything_is_done(string command, string clue)
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        string folder = stage.MakeFolder();

        Complaint(await Tool.RunAsync(command.Split(' '), group.Settings, folder: folder)).ShouldContain(string.Format(System.Globalization.CultureInfo.InvariantCulture, clue, folder));
    }

    /// <summary>A group in a database of its own is the only one that is known.</summary>
    private async Task<TestGroup> SeededAsync(TestStore store)
    {
        var group = new TestGroup(stage, store);
        await group.SeedAsync();
        return group;
    }

    private static string Complaint(Tool run)
    {
        run.ExitCode.ShouldBe(2, run.Output + run.Errors);
        run.Output.ShouldBe("");
        return run.Errors;
    }
}
