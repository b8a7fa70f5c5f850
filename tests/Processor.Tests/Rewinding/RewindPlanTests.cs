using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Processor.Rewinding;
using Devkit.EventHubs.Broker;
using Processor.Tests.EndToEnd;
using Processor.Tests.Support;

namespace Processor.Tests.Rewinding;

public sealed class RewindPlanTests : IAsyncLifetime
{
    private const int Published = 100;

    /// <summary>The first 10 events are gone, 20 to 99 came later than the others, and 59 is the last one that was processed.</summary>
    private const int Expired = 10;
    private const int Later = 20;
    private const int Stored = 59;

    private Scene _scene = null!;
    private DateTimeOffset _later;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await Scene.SetAsync(partitions: 2, "second");
        PublishTo("0", Later);
        DateTimeOffset published = DateTimeOffset.UtcNow;
        await Eventually.UntilAsync(() => DateTimeOffset.UtcNow > published + TimeSpan.FromMilliseconds(5), "another millisecond");
        _later = DateTimeOffset.UtcNow;
        await Eventually.UntilAsync(() => DateTimeOffset.UtcNow > _later + TimeSpan.FromMilliseconds(5), "another millisecond");
        PublishTo("0", Published - Later);
        _scene.Broker.ExpireEvents(Scene.Hub, "0", Expired);
        await StoreAsync(Stored);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("earliest", -1L, 50L)]
    [InlineData("latest", 99L, -40L)]
    [InlineData("sequence 10", 9L, 50L)]
    [InlineData("sequence 42", 41L, 18L)]
    [InlineData("sequence 80", 79L, -20L)]
    [InlineData("sequence 100", 99L, -40L)]
    [InlineData("back 1", 58L, 1L)]
    [InlineData("back 50", 9L, 50L)]
    public async Task A_target_is_resolved_to_the_event_before_the_first_one_to_be_read(string target, long to, long events)
    {
        PartitionRewindPlan plan = await PlanAsync(target);
        (plan.To, plan.Events, plan.From?.SequenceNumber, plan.FirstEvent, plan.LastEvent).ShouldBe((to, events, Stored, Expired, Published - 1));
        plan.IsRefused.ShouldBeFalse();
        plan.Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sequence 9", RewindFindingKind.BeforeBeginning, -1L)]
    [InlineData("sequence 0", RewindFindingKind.BeforeBeginning, -1L)]
    [InlineData("sequence 101", RewindFindingKind.BeyondEnd, 99L)]
    [InlineData("back 51", RewindFindingKind.BeforeBeginning, -1L)]
    [InlineData("back 9223372036854775807", RewindFindingKind.BeforeBeginning, -1L)]
    [InlineData("2020-01-01T00:00:00Z", RewindFindingKind.BeforeBeginning, -1L)]
    [InlineData("2120-01-01T00:00:00Z", RewindFindingKind.BeyondEnd, 99L)]
    [InlineData("offset 99999999", RewindFindingKind.NoSuchEvent, null)]
    public async Task What_the_hub_does_not_have_is_refused_or_clamped_when_asked_to(string target, RewindFindingKind finding, long? clamped)
    {
        PartitionRewindPlan refused = await PlanAsync(target);
        refused.IsRefused.ShouldBeTrue();
        refused.Events.ShouldBeNull();
        refused.Findings.Single().Kind.ShouldBe(finding);
        refused.ToString().ShouldStartWith("partition 0: REFUSED, stays at 60, held by nobody; ");

        PartitionRewindPlan taken = await PlanAsync(target, clamp: true);
        taken.To.ShouldBe(clamped);
        taken.Findings.Single().Kind.ShouldBe(finding);
    }

    [Fact]
    public async Task A_time_is_the_first_event_that_was_enqueued_at_it_or_later()
    {
        StoredEvent first = _scene.Broker.ReadStored(Scene.Hub, "0", Later, 1).Single();
        (await PlanAsync(_later)).To.ShouldBe(Later - 1);
        (await PlanAsync(first.EnqueuedTime)).To.ShouldBe(Later - 1, "the very millisecond counts");
        (await PlanAsync(first.EnqueuedTime - TimeSpan.FromTicks(1))).To.ShouldBe(Later - 1, "and what Event Hubs cannot express lies between two milliseconds");
        StoredEvent last = _scene.Broker.ReadStored(Scene.Hub, "0", Published - 1).Single();
        PartitionRewindPlan after = await PlanAsync(last.EnqueuedTime + TimeSpan.FromTicks(1));
        (after.To, after.ToOffset, after.IsRefused).ShouldBe((Published - 1, last.Offset, false), "nothing came since: the end");
    }

    [Fact]
    public async Task A_time_before_all_that_ever_was_is_no_loss_while_nothing_has_expired()
    {
        PublishTo("1", 5);
        PartitionRewindPlan plan = await PlanAsync(RewindTarget.FromTime(DateTimeOffset.UnixEpoch), "1");
        (plan.To, plan.IsRefused).ShouldBe((-1L, false));
    }

    [Fact]
    public async Task An_offset_is_the_event_that_has_it()
    {
        StoredEvent[] events = [.. _scene.Broker.ReadStored(Scene.Hub, "0", 42, 2)];
        (await PlanAsync(RewindTarget.FromOffset(events[0].Offset))).To.ShouldBe(41);
        string between = $"{long.Parse(events[0].Offset) + 1}";
        (await PlanAsync(RewindTarget.FromOffset(between))).Findings.Single().Kind.ShouldBe(RewindFindingKind.NoSuchEvent);
        (await PlanAsync(RewindTarget.FromOffset(between), clamp: true)).To.ShouldBe(42);
        (await PlanAsync(RewindTarget.FromOffset(_scene.Broker.ReadStored(Scene.Hub, "0", maximumCount: 1).Single().Offset))).To.ShouldBe(Expired - 1);
    }

    [Fact]
    public async Task The_end_has_the_offset_of_the_newest_event()
    {
        PartitionRewindPlan plan = await PlanAsync("latest");
        plan.ToOffset.ShouldBe(_scene.Broker.GetPartition(Scene.Hub, "0").LastOffset);
    }

    [Theory]
    [InlineData("earliest", -1L)]
    [InlineData("latest", -1L)]
    [InlineData("sequence 0", -1L)]
    [InlineData("2026-01-01T00:00:00Z", -1L)]
    [InlineData("back 1", null)]
    [InlineData("sequence 1", null)]
    [InlineData("offset 0", null)]
    public async Task A_partition_that_was_never_used_has_one_place(string target, long? to)
    {
        PartitionRewindPlan plan = await PlanAsync(RewindTarget.Parse(target), "1");
        (plan.To, plan.ToOffset, plan.Events, plan.FirstEvent, plan.LastEvent).ShouldBe((to, null, null, 0, -1));
        plan.Findings.Select(finding => finding.Kind).ShouldContain(RewindFindingKind.EmptyPartition);
        plan.Findings.Select(finding => finding.Kind).ShouldContain(RewindFindingKind.NoCheckpoint);
    }

    [Fact]
    public async Task A_partition_whose_events_have_all_expired_can_only_go_to_its_end()
    {
        _scene.Broker.ExpireEvents(Scene.Hub, "0", Published);
        PartitionRewindPlan end = await PlanAsync("latest");
        (end.To, end.Events, end.FirstEvent, end.LastEvent).ShouldBe((Published - 1, 0L, Published, Published - 1));
        (await PlanAsync(_later)).To.ShouldBe(Published - 1);
        (await PlanAsync("back 1")).IsRefused.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_checkpoint_events_are_counted_back_from_the_end()
    {
        PublishTo("1", 30);
        PartitionRewindPlan plan = await PlanAsync(RewindTarget.Back(10), "1");
        (plan.To, plan.Events).ShouldBe((19L, null));
        plan.ToString().ShouldBe("partition 1: resumes at event 20 instead of no checkpoint, 10 events to the end, held by nobody; it has no checkpoint");
    }

    [Fact]
    public async Task A_checkpoint_of_another_hub_is_found_out_and_not_counted_from()
    {
        await StoreAsync(5000);
        PartitionRewindPlan plan = await PlanAsync("back 10");
        (plan.To, plan.Events).ShouldBe((Published - 11, 10L));
        plan.Findings.Single().Kind.ShouldBe(RewindFindingKind.UnavailableCheckpoint);
    }

    [Fact]
    public async Task A_live_owner_is_shown_and_an_expired_one_is_not()
    {
        await _scene.Memory.ClaimOwnershipAsync(_scene.Group, [new OwnershipClaim("1", "worker-1", "x", null)], Token);
        (await PlanAsync(RewindTarget.Earliest, "1")).LiveOwner.ShouldBe("worker-1");
        (await PlanAsync(RewindTarget.Earliest, "0")).LiveOwner.ShouldBeNull();
        await using CheckpointRewinder impatient = Rewinder(options => options.PartitionOwnershipExpirationInterval = TimeSpan.FromTicks(1));
        (await impatient.PlanAsync(RewindTarget.Earliest, ["1"], cancellationToken: Token)).Partitions.Single().LiveOwner.ShouldBeNull();
        await using CheckpointRewinder patient = Rewinder(options => options.PartitionOwnershipExpirationInterval = TimeSpan.MaxValue);
        (await patient.PlanAsync(RewindTarget.Earliest, ["1"], cancellationToken: Token)).Partitions.Single().LiveOwner.ShouldBe("worker-1");
    }

    [Fact]
    public async Task Beside_a_processor_only_another_consumer_group_can_be_read()
    {
        await using var connection = new EventHubConnection(_scene.Broker.GetConnectionString(Scene.Hub));
        await using var processor = new PartitionReceiver(
            "$Default", "0", EventPosition.Earliest, connection, new PartitionReceiverOptions { OwnerLevel = 0 });
        (await processor.ReceiveBatchAsync(1, Token)).ShouldNotBeEmpty();

        PartitionRewindPlan refused = await PlanAsync(_later);
        refused.Findings.Single().Kind.ShouldBe(RewindFindingKind.NotReadable);
        refused.Findings.Single().Message.ShouldContain(nameof(CheckpointRewinderOptions.ReadingConsumerGroup));
        (await PlanAsync("back 10")).To.ShouldBe(Stored - 10, "numbers alone need no reading");

        await using CheckpointRewinder rewinder = Rewinder(options => options.ReadingConsumerGroup = "second");
        (await rewinder.PlanAsync(RewindTarget.FromTime(_later), ["0"], cancellationToken: Token)).Partitions.Single().To.ShouldBe(Later - 1);
        (await processor.ReceiveBatchAsync(1, Token)).ShouldNotBeEmpty("the processor was not put out");
    }

    [Fact]
    public async Task A_group_of_its_own_is_read_in_the_default_group_while_its_processors_live()
    {
        await using var connection = new EventHubConnection(_scene.Broker.GetConnectionString(Scene.Hub));
        await using var processor = new PartitionReceiver(
            "second", "0", EventPosition.Earliest, connection, new PartitionReceiverOptions { OwnerLevel = 0 });
        (await processor.ReceiveBatchAsync(1, Token)).ShouldNotBeEmpty();
        await using var rewinder = new CheckpointRewinder(_scene.Memory, "second", connection);
        (await rewinder.PlanAsync(RewindTarget.FromTime(_later), ["0"], cancellationToken: Token)).Partitions.Single().To.ShouldBe(Later - 1);
    }

    [Fact]
    public async Task All_partitions_are_planned_unless_some_are_named_and_the_plan_prints_itself()
    {
        PublishTo("1", 3);
        await _scene.Memory.ClaimOwnershipAsync(_scene.Group, [new OwnershipClaim("1", "worker-1", "x", null)], Token);
        await using CheckpointRewinder rewinder = Rewinder();
        RewindPlan plan = await rewinder.PlanAsync(RewindTarget.FromSequenceNumber(2), cancellationToken: Token);
        plan.Partitions.Select(partition => partition.PartitionId).ShouldBe(["0", "1"]);
        plan.HasRefusals.ShouldBeTrue();
        string[] lines = plan.ToString().Split(Environment.NewLine);
        lines[0].ShouldStartWith($"{_scene.Group} to sequence 2, as of ");
        lines[1].ShouldBe("  partition 0: REFUSED, stays at 60, held by nobody; event 2 has expired, the first one that the hub has is 10");
        lines[2].ShouldBe("  partition 1: resumes at event 2 instead of no checkpoint, 1 events to the end, held by worker-1; it has no checkpoint");
        lines[3].ShouldBe("  sum: 1 to be rewound (1 of them live), 0 events again, 0 skipped, 1 refused");

        RewindPlan clamped = await rewinder.PlanAsync(RewindTarget.FromSequenceNumber(2), ["0"], clamp: true, Token);
        clamped.ToString().Split(Environment.NewLine)[1].ShouldBe(
            "  partition 0: resumes at event 10 (the earliest) instead of 60, 50 events again, held by nobody; event 2 has expired, the first one that the hub has is 10 (clamped)");
        (await rewinder.PlanAsync(RewindTarget.Latest, ["0"], cancellationToken: Token)).ToString().ShouldContain("resumes at event 100 instead of 60, 40 events SKIPPED");
    }

    [Theory]
    [InlineData("no partition 7; it has 0, 1", "0", "7")]
    [InlineData("named twice", "0", "0")]
    [InlineData("No partition is named")]
    public async Task Partitions_that_cannot_be_meant_are_refused(string expected, params string[] partitions)
    {
        await using CheckpointRewinder rewinder = Rewinder();
        (await Should.ThrowAsync<ArgumentException>(() => rewinder.PlanAsync(RewindTarget.Earliest, partitions))).Message.ShouldContain(expected);
    }

    private void PublishTo(string partition, int count) => _scene.Broker.Publish(Scene.Hub, partition, Enumerable.Range(0, count).Select(number => $"event {number}"));

    private async Task StoreAsync(long sequenceNumber) =>
        await _scene.Memory.RewindAsync(_scene.Group, [new PartitionRewind("0", sequenceNumber, null, "test")], Token);

    private CheckpointRewinder Rewinder(Action<CheckpointRewinderOptions>? configure = null)
    {
        CheckpointRewinderOptions options = new();
        configure?.Invoke(options);
        return CheckpointRewinder.Create(_scene.Memory, _scene.Options("rewinder", "manual"), options);
    }

    private Task<PartitionRewindPlan> PlanAsync(string target, bool clamp = false) => PlanAsync(RewindTarget.Parse(target), clamp: clamp);

    private Task<PartitionRewindPlan> PlanAsync(DateTimeOffset time) => PlanAsync(RewindTarget.FromTime(time));

    private async Task<PartitionRewindPlan> PlanAsync(RewindTarget target, string partition = "0", bool clamp = false)
    {
        await using CheckpointRewinder rewinder = Rewinder();
        return (await rewinder.PlanAsync(target, [partition], clamp, Token)).Partitions.Single();
    }
}
