using System.Globalization;
using Checkpointing.Tests.Services;

namespace Samples.Tests;

public sealed class TransactionalCheckpointTests
{
    [Theory]
    [InlineData("Postgres", 60)]
    [InlineData("Sqlite", 40)]
    public async Task Every_event_is_booked_exactly_once_although_its_processors_are_killed(string store, int kills)
    {
        await using Postgres? postgres = await DatabaseAsync(store);

        SampleProgram run = await SampleProgram.RunAsync(
            "TransactionalCheckpoint", [.. postgres is null ? [] : new[] { postgres.ConnectionString }, "--store", store, "--kills", $"{kills}"]);

        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        IReadOnlyDictionary<string, string> figures = run.Figures();
        figures["store"].ShouldBe(store);
        figures["booked"].ShouldBe(figures["published"]);
        figures["lost"].ShouldBe("0");
        figures["twice"].ShouldBe("0");
        figures["wrong"].ShouldBe("0", "the total of every account");
        figures["kills"].ShouldBe($"{kills}");
        int.Parse(figures["in_transaction"], CultureInfo.InvariantCulture).ShouldBeGreaterThan(0, run.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--store Papyrus")]
    [InlineData("--store Sqlite --kills many")]
    [InlineData("Host=nowhere --kills")]
    public async Task A_mistake_gets_the_usage_and_a_failing_exit_code(string arguments)
    {
        SampleProgram run = await SampleProgram.RunAsync("TransactionalCheckpoint", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldStartWith("usage: ");
    }

    private static async Task<Postgres?> DatabaseAsync(string store)
    {
        if (store != "Postgres")
        {
            return null;
        }

        Postgres.Needed();
        return await Postgres.StartAsync();
    }
}
