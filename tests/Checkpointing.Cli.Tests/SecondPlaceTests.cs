using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests;

/// <summary>Two places that are copied or compared are two, whatever the environment says of the first.</summary>
public sealed class SecondPlaceTests(Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_environment_of_the_processor_does_not_get_into_the_settings_of_another_store()
    {
        TestGroup group = await SeededAsync();
        string file = await FileAsync($$"""{ "Checkpointing": { "Store": "Sqlite", "Sqlite": { "DataSource": "{{await DatabaseAsync()}}" } } }""");

        (await group.RunAsync("verify", "--to-config", file)).Answer(exitCode: 1).ShouldContain("has none");
        (await group.RunAsync("copy", "--to-config", file, "--live")).Answer().ShouldContain("3 checkpoints copied, 0 the same before");
        (await group.RunAsync("verify", "--to-config", file)).Answer().ShouldContain("3 checkpoints, all the same");
        (await Tool.RunAsync(["list", "-c", file, "--group", $"{group.Group}"])).Answer().ShouldContain("checkpoints copy");
    }

    [Fact]
    public async Task What_the_environment_says_of_the_other_store_has_a_prefix()
    {
        TestGroup group = await SeededAsync();
        string file = await FileAsync("""{ "Checkpointing": { "Store": "Sqlite" } }""");
        Dictionary<string, string?> settings = group.Settings;

        Tool without = await Tool.RunAsync(["copy", "--to-config", file, "--live"], settings);
        settings["CHECKPOINTS_TO_Checkpointing:Sqlite:DataSource"] = await DatabaseAsync();
        Tool with = await Tool.RunAsync(["copy", "--to-config", file, "--live"], settings);

        without.ExitCode.ShouldBe(2, without.Output);
        without.Errors.ShouldContain("DataSource");
        with.Answer().ShouldContain("3 checkpoints copied");
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("verify")]
    public async Task The_same_place_as_both_ends_is_refused(string verb)
    {
        TestGroup group = await SeededAsync();
        string config = await FileAsync($$"""{ "Checkpointing": { "Store": "sqlite", "Sqlite": { "DataSource": "{{group.Settings["Checkpointing:Sqlite:DataSource"]}}", "Resilience": { "Timeout": "00:00:03" } } } }""");
        string backup = Path.Combine(stage.MakeFolder(), "backup.json");
        (await group.RunAsync("copy", "--to-file", backup, "--live")).Answer();

        foreach (string[] ends in new[] { ["--to", "sqlite"], ["--from", "Sqlite", "--to", "Sqlite"], ["--to-config", config], new[] { "--from-file", backup, "--to-file", backup } })
        {
            Tool run = await group.RunAsync([verb, .. ends]);

            run.ExitCode.ShouldBe(2, string.Join(' ', ends) + run.Output);
            run.Errors.ShouldContain("both places are");
        }
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }

    private async Task<string> FileAsync(string settings)
    {
        string file = Path.Combine(stage.MakeFolder(), "other.json");
        await File.WriteAllTextAsync(file, settings, Token);
        return file;
    }

    /// <summary>A store in which nothing is yet.</summary>
    private async Task<string> DatabaseAsync()
    {
        string database = Path.Combine(stage.MakeFolder(), "other.db");
        (await Tool.RunAsync(["provision", "--store", "Sqlite", "--set", $"Checkpointing:Sqlite:DataSource={database}"])).Answer();
        return database;
    }
}
