using Checkpointing.Tests.Services;

namespace Samples.Tests;

public sealed class TransactionalCheckpointTests
{
    [Fact]
    public async Task Every_event_is_booked_exactly_once_although_its_processors_are_killed()
    {
        Postgres.Needed();
        await using Postgres postgres = await Postgres.StartAsync();

        SampleProgram run = await SampleProgram.RunAsync("TransactionalCheckpoint", postgres.ConnectionString);

        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        IReadOnlyDictionary<string, string> figures = run.Figures();
        figures["booked"].ShouldBe(figures["published"]);
        figures["lost"].ShouldBe("0");
        figures["twice"].ShouldBe("0");
        figures["kills"].ShouldNotBe("0");
    }
}
