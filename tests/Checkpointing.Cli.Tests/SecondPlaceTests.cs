using System.Text.Json;
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

    [Theory]
    [InlineData("Blob", "ContainerUri=https://contoso.blob.core.windows.net/checkpoints?sig=a", "ContainerUri=https://Contoso.blob.core.windows.net/checkpoints/?sig=b", true)]
    [InlineData("Blob", "ConnectionString=UseDevelopmentStorage=true|ContainerName=checkpoints", "ContainerUri=http://localhost:10000/devstoreaccount1/checkpoints/?sig=b", true)]
    [InlineData(
        "Cosmos",
        "ConnectionString=AccountEndpoint=https://localhost:1/;AccountKey=AAAA|DatabaseName=d|ContainerName=c",
        "ConnectionString=AccountKey=AAAB;AccountEndpoint=https://LOCALHOST:1|DatabaseName=d|ContainerName=c|ConnectionMode=Gateway",
        true)]
    [InlineData("Postgres", "ConnectionString=Host=localhost;Port=1;Database=d;Username=a", "ConnectionString=User Id=b;database=d;server=LOCALHOST:1|RelaxedDurability=true", true)]
    [InlineData("Postgres", "ConnectionString=Host=localhost;Port=1;Database=d;Username=a", "ConnectionString=Host=localhost;Port=1;Database=e;Username=a", false)]
    [InlineData("Redis", "ConnectionString=localhost,password=a", "ConnectionString=127.0.0.1:6379,defaultDatabase=0|KeyPrefix=checkpointing:", true)]
    [InlineData("Sqlite", "DataSource=FOLDER/sub/../a.db", "ConnectionString=Data Source=FOLDER/a.db;Pooling=false|RelaxedDurability=true", true)]
    [InlineData("Sqlite", "DataSource=link/a.db", "ConnectionString=Data Source=file:FOLDER/a.db?cache=private", true)]
    public async Task Places_are_compared_by_where_they_lead(string store, string one, string other, bool isSame)
    {
        string folder = stage.MakeFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), folder);
        string config = await FileAsync(JsonSerializer.Serialize(Settings(other.Replace("FOLDER", folder, StringComparison.Ordinal))));

        Tool run = await Tool.RunAsync(
            ["copy", "--to-config", config, "--to", store, "--group", "n/h/g"], Settings(one.Replace("FOLDER", folder, StringComparison.Ordinal)), folder: folder);

        // Where they are two, it is looked for the first, which is not there.
        run.ExitCode.ShouldBe(isSame ? 2 : 3, run.Output + run.Errors);
        run.Errors.Contains($"both places are the {store} store", StringComparison.Ordinal).ShouldBe(isSame, run.Errors);

        Dictionary<string, string?> Settings(string pairs) => new(pairs.Split('|').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create($"Checkpointing:{store}:{pair[0]}", (string?)pair[1])))
        {
            ["Checkpointing:Store"] = store,
            [$"Checkpointing:{store}:Resilience:OperationTimeout"] = "00:00:01",
            [$"Checkpointing:{store}:Resilience:AttemptTimeout"] = "00:00:01",
        };
    }

    [Fact]
    public async Task A_file_is_the_same_by_every_path()
    {
        string folder = stage.MakeFolder();
        string backup = Path.Combine(folder, "backup.json");
        File.CreateSymbolicLink(Path.Combine(folder, "link.json"), backup);

        Tool run = await Tool.RunAsync(["copy", "--from-file", Path.Combine("sub", "..", "link.json"), "--to-file", backup], folder: folder);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Errors.ShouldContain("both places are the file");
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
