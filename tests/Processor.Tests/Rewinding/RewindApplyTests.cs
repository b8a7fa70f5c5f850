using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Processor.Adapters;
using Checkpointing.Processor.Rewinding;
using Processor.Tests.Adapters;
using Processor.Tests.EndToEnd;

namespace Processor.Tests.Rewinding;

public sealed class RewindApplyTests : IAsyncLifetime
{
    private Scene _scene = null!;
    private CheckpointRewinder _rewinder = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await Scene.SetAsync(partitions: 3);
        _scene.Publish(100);
        await _scene.Memory.RewindAsync(_scene.Group, [new("0", 50, "50", "test"), new("1", 50, "50", "test"), new("2", 50, "50", "test")], Token);
        _rewinder = CheckpointRewinder.Create(_scene.Memory, _scene.Options("rewinder", "manual"), new CheckpointRewinderOptions { RewoundBy = "the operator" });
    }

    public async ValueTask DisposeAsync()
    {
        await _rewinder.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task A_plan_is_applied_to_its_partitions_and_to_no_other()
    {
        RewindReport report = await _rewinder.ApplyAsync(await PlanAsync("back 10", "0", "2"), Token);
        report.IsComplete.ShouldBeTrue();
        report.Partitions.Select(partition => partition.ToString()).ShouldBe(["partition 0: rewound from 50 to 40", "partition 2: rewound from 50 to 40"]);
        (await _scene.StoredAsync()).ShouldBe([40, 50, 40]);
        Checkpoint stored = (await _scene.Memory.ReadCheckpointAsync(_scene.Group, "0", Token)).ShouldNotBeNull();
        (stored.Offset, stored.WrittenBy, stored.Epoch).ShouldBe((null, "the operator", report.Partitions[0].Rewound!.Epoch));
    }

    [Fact]
    public async Task Refused_partitions_are_left_alone_and_the_others_are_rewound()
    {
        _scene.Broker.ExpireEvents(Scene.Hub, "1", 45);
        RewindReport report = await _rewinder.ApplyAsync(await PlanAsync("back 10"), Token);
        report.IsComplete.ShouldBeFalse();
        report.Partitions.Select(partition => partition.Outcome).ShouldBe([RewindOutcome.Rewound, RewindOutcome.Refused, RewindOutcome.Rewound]);
        report.Partitions[1].Message.ShouldContain("only 6 are left");
        (await _scene.StoredAsync()).ShouldBe([40, 50, 40]);
    }

    [Fact]
    public async Task A_checkpoint_that_has_moved_on_since_does_not_move_the_place_that_was_planned()
    {
        RewindPlan plan = await PlanAsync("back 10", "0");
        await WriteAsync("0", 70);
        (await _rewinder.ApplyAsync(plan, Token)).Partitions.Single().Message.ShouldBe("rewound from 70 to 40");
    }

    [Fact]
    public async Task Who_was_rewound_by_somebody_else_since_is_left_alone()
    {
        RewindPlan plan = await PlanAsync("back 10");
        await _scene.Memory.RewindAsync(_scene.Group, [new("0", 20, null, "somebody else"), new("1", null, null, "somebody else")], Token);
        RewindReport report = await _rewinder.ApplyAsync(plan, Token);
        report.Partitions.Select(partition => partition.Outcome).ShouldBe([RewindOutcome.Changed, RewindOutcome.Changed, RewindOutcome.Rewound]);
        report.Partitions[0].Message.ShouldContain("was 50 and is 20");
        report.Partitions[1].Message.ShouldContain("is gone");
        (await _scene.StoredAsync()).ShouldBe([20, -1, 40]);
    }

    [Theory]
    [InlineData(59, RewindOutcome.Rewound)]
    [InlineData(60, RewindOutcome.Changed)]
    [InlineData(99, RewindOutcome.Changed)]
    public async Task What_was_to_skip_events_goes_back_nowhere(long meanwhile, RewindOutcome outcome)
    {
        RewindPlan plan = await PlanAsync("sequence 61", "0");
        plan.EventsSkipped.ShouldBe(10);
        await WriteAsync("0", meanwhile);

        PartitionRewindResult result = (await _rewinder.ApplyAsync(plan, Token)).Partitions.Single();

        result.Outcome.ShouldBe(outcome);
        (await _scene.StoredAsync())[0].ShouldBe(Math.Max(meanwhile, 60));
        if (outcome == RewindOutcome.Changed)
        {
            result.Message.ShouldBe($"changed since it was planned: the checkpoint was 50 and is {meanwhile}, so it has come to the place by itself");
        }
    }

    [Theory]
    [InlineData("sequence 61", 40, RewindOutcome.Changed, 40L)]
    [InlineData("sequence 61", 60, RewindOutcome.Rewound, 60L)]
    [InlineData("sequence 61", 80, RewindOutcome.Changed, 80L)]
    [InlineData("earliest", 40, RewindOutcome.Rewound, -1L)]
    public async Task A_first_checkpoint_that_came_since_makes_it_another_plan_unless_nothing_can_be_skipped(string target, long meanwhile, RewindOutcome outcome, long stored)
    {
        await _scene.Memory.RewindAsync(_scene.Group, [new("0", null, null, "test"), new("1", null, "50", "test")], Token);
        RewindPlan plan = await PlanAsync(target, "0", "1");
        await WriteAsync("0", meanwhile);
        await WriteAsync("1", meanwhile);

        RewindReport report = await _rewinder.ApplyAsync(plan, Token);

        report.Partitions.Select(partition => partition.Outcome).ShouldBe([outcome, outcome]);
        (await _scene.StoredAsync())[..2].ShouldBe([stored, stored]);
    }

    [Fact]
    public async Task A_checkpoint_of_another_hub_is_moved_to_an_end_that_lies_before_it()
    {
        await _scene.Memory.RewindAsync(_scene.Group, [new("0", 200, null, "another hub")], Token);

        (await _rewinder.ApplyAsync(await PlanAsync("latest", "0"), Token)).IsComplete.ShouldBeTrue();

        (await _scene.StoredAsync())[0].ShouldBe(99);
    }

    [Theory]
    [InlineData(false, RewindOutcome.Changed, 50L)]
    [InlineData(true, RewindOutcome.Rewound, -1L)]
    public async Task A_place_that_expires_between_plan_and_application_is_refused_or_clamped(bool clamp, RewindOutcome outcome, long stored)
    {
        RewindPlan plan = await _rewinder.PlanAsync(RewindTarget.FromSequenceNumber(30), ["0"], clamp, Token);
        _scene.Broker.ExpireEvents(Scene.Hub, "0", 31);
        (await _rewinder.ApplyAsync(plan, Token)).Partitions.Single().Outcome.ShouldBe(outcome);
        (await _scene.StoredAsync())[0].ShouldBe(stored);
    }

    [Fact]
    public async Task The_earliest_event_stays_the_earliest_however_much_expires()
    {
        RewindPlan plan = await PlanAsync("earliest", "0");
        _scene.Broker.ExpireEvents(Scene.Hub, "0", 80);
        (await _rewinder.ApplyAsync(plan, Token)).IsComplete.ShouldBeTrue();
        await _scene.StartAsync("a", _scene.Memory);
        await Support.Eventually.UntilAsync(() => _scene.Journal.Of("a", "0").Length == 20, "what is left");
        _scene.Journal.Of("a", "0")[0].ShouldBe(80);
    }

    [Fact]
    public async Task A_fault_of_one_partition_hides_nothing_of_the_others()
    {
        var store = new FaultyStore(_scene.Memory);
        await using var connection = new EventHubConnection(_scene.Broker.GetConnectionString(Scene.Hub));
        await using var rewinder = new CheckpointRewinder(store, "$Default", connection);
        RewindPlan plan = await rewinder.PlanAsync(RewindTarget.Back(10), cancellationToken: Token);
        RewindReport report = await rewinder.ApplyAsync(plan, Token);
        report.Partitions.Select(partition => partition.Outcome).ShouldBe([RewindOutcome.Rewound, RewindOutcome.Failed, RewindOutcome.Rewound]);
        report.Partitions[1].Fault.ShouldNotBeNull().PartitionId.ShouldBe("1");

        store.FailsWholly = true;
        report = await rewinder.ApplyAsync(plan, Token);
        report.Partitions.Select(partition => partition.Outcome).ShouldBe([RewindOutcome.Failed, RewindOutcome.Failed, RewindOutcome.Failed]);
    }

    [Fact]
    public async Task A_plan_for_another_group_is_refused()
    {
        await using var connection = new EventHubConnection(_scene.Broker.GetConnectionString(Scene.Hub));
        await using var other = new CheckpointRewinder(_scene.Memory, "other", connection);
        await Should.ThrowAsync<ArgumentException>(async () => await other.ApplyAsync(await PlanAsync("earliest"), Token));
    }

    [Fact]
    public async Task A_store_that_cannot_rewind_is_named()
    {
        await using var connection = new EventHubConnection(_scene.Broker.GetConnectionString(Scene.Hub));
        Should.Throw<ArgumentException>(() => new CheckpointRewinder(new SdkCheckpointStoreAdapter(new DictionaryCheckpointStore()), "$Default", connection))
            .Message.ShouldContain("SdkCheckpointStoreAdapter cannot rewind");
    }

    private async Task WriteAsync(string partition, long sequenceNumber)
    {
        long epoch = (await _scene.OwnershipAsync()).Single(record => record.PartitionId == partition).Epoch;
        await _scene.Memory.WriteCheckpointsAsync(_scene.Group, [new CheckpointWrite(partition, sequenceNumber, null, epoch, "worker")], Token);
    }

    private Task<RewindPlan> PlanAsync(string target, params string[] partitions) =>
        _rewinder.PlanAsync(RewindTarget.Parse(target), partitions.Length == 0 ? null : partitions, cancellationToken: Token);
}
