using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests;

/// <summary>A namespace or a hub that is typed beside a connection string which leads elsewhere.</summary>
public sealed class AnotherHubTests(Stage stage)
{
    [Theory]
    [InlineData("rewind --earliest --yes --namespace test.servicebus.windows.net", "leads to 'localhost'")]
    [InlineData("rewind --earliest --yes --hub payments", "is for 'orders'")]
    [InlineData("forward --latest --yes --namespace test.servicebus.windows.net", "leads to 'localhost'")]
    [InlineData("lag --namespace test.servicebus.windows.net", "leads to 'localhost'")]
    [InlineData("lag --hub payments", "is for 'orders'")]
    [InlineData("dashboard --namespace test.servicebus.windows.net", "leads to 'localhost'")]
    public async Task Nothing_is_done_in_the_hub_of_the_connection_string_instead(string command, string clue)
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        Tool run = await group.RunAsync(command.Split(' '));

        run.ExitCode.ShouldBe(2, run.Output);
        run.Errors.ShouldContain(clue);
        run.Errors.Trim().Split('\n').Length.ShouldBe(1, run.Errors);
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");
    }

    [Fact]
    public async Task The_names_that_the_connection_string_has_too_can_be_typed()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();

        (await group.RunAsync("lag", "--namespace", "LOCALHOST", "--hub", "Orders")).Answer().ShouldContain("18 events behind");
        (await group.RunAsync("lag", "--group", $"{group.Group}")).Answer().ShouldContain("18 events behind");
    }
}
