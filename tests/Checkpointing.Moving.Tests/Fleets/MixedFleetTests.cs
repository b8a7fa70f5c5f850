using Checkpointing.Memory;
using Checkpointing.Moving.Tests.Pairs;
using Checkpointing.Tests.Services;

namespace Checkpointing.Moving.Tests.Fleets;

/// <summary>Random histories of fleets in which two neighbouring steps of a move run side by side.</summary>
public sealed class MixedFleetTests
{
    private const int Histories = 200;
    private const int CallsEach = 40;

    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "billing");

    [Theory]
    [InlineData("Old", "From")]
    [InlineData("From", "From")]
    [InlineData("From", "To")]
    [InlineData("To", "New")]
    public async Task Neighbours_never_own_a_partition_at_once_and_begin_where_the_other_has_ended(string one, string other)
    {
        int takings = 0;
        int repeating = 0;
        for (int seed = 0; seed < Histories; seed++)
        {
            RecordingLogger<MovingCheckpointStore> log = new();
            FleetJudge judge = await RunAsync(one, other, seed, log);

            // The one way to begin too early that docs/moving.md names, and that is told when it happens.
            bool mayRepeat = log.Messages.Any(message => message.Contains("changed hands twice"));
            judge.Violations.Where(violation => !mayRepeat || !violation.Contains("was acknowledged before")).ShouldBeEmpty($"seed {seed}");
            takings += judge.Takings;
            repeating += mayRepeat ? 1 : 0;
        }

        takings.ShouldBeGreaterThan(10 * Histories);
        repeating.ShouldBeLessThan(Histories / 20);
    }

    /// <summary>What a judge does not find proves nothing: this is the one mixture that must never be, and it has to be found out.</summary>
    [Fact]
    public async Task The_old_store_alone_beside_the_new_one_alone_is_found_out()
    {
        List<string> violations = [];
        for (int seed = 0; seed < 20; seed++)
        {
            violations.AddRange((await RunAsync("Old", "New", seed)).Violations);
        }

        violations.ShouldContain(violation => violation.Contains("was owned by"));
    }

    /// <summary>A step that was left out costs a replay, and nothing else: ownership needs a store that both know, and they have one.</summary>
    [Theory]
    [InlineData("Old", "To")]
    [InlineData("From", "New")]
    public async Task A_step_that_was_left_out_makes_no_two_owners(string one, string other)
    {
        for (int seed = 0; seed < Histories / 4; seed++)
        {
            (await RunAsync(one, other, seed)).Violations.ShouldNotContain(violation => violation.Contains("was owned by"), $"seed {seed}");
        }
    }

    private static async Task<FleetJudge> RunAsync(string one, string other, int seed, RecordingLogger<MovingCheckpointStore>? log = null)
    {
        var from = new InMemoryCheckpointStore();
        var to = new InMemoryCheckpointStore();
        var judge = new FleetJudge();
        RandomProcess[] processes =
        [
            .. new[] { one, one, other, other }.Select((kind, number) =>
                new RandomProcess($"{kind}-{number}", () => Open(kind, from, to, seed, log), Group, judge, (seed * 10) + number)),
        ];
        await Task.WhenAll(processes.Select(process => Task.Run(() => process.RunAsync(CallsEach))));
        return judge;
    }

    private static ICheckpointStore Open(string kind, InMemoryCheckpointStore from, InMemoryCheckpointStore to, int seed, RecordingLogger<MovingCheckpointStore>? log) => kind switch
    {
        "Old" => Slow(from, seed),
        "New" => Slow(to, seed),
        _ => new MovingCheckpointStore(Slow(from, seed), Slow(to, seed), Enum.Parse<MovingLeader>(kind), logger: log),
    };

    /// <summary>Gives the others a chance between any two steps.</summary>
    private static FaultyStore Slow(InMemoryCheckpointStore store, int seed)
    {
        var random = new Random(seed);
        async Task PerhapsYield(StoreOperation operation)
        {
            for (int times = random.Next(4); times > 0; times--)
            {
                await Task.Yield();
            }
        }

        return new FaultyStore(store.CreateClient()) { Before = PerhapsYield, After = PerhapsYield };
    }
}
