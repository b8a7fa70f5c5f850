using System.Diagnostics;
using System.Diagnostics.Metrics;
using Checkpointing.Abstractions.Tests.Writing;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Telemetry;
using Checkpointing.Tests.Services;

namespace Checkpointing.Abstractions.Tests.Telemetry;

public sealed class StoreTelemetryTests : IDisposable
{
    private const string Duration = "checkpointing.store.duration";
    private const string Writes = "checkpointing.checkpoint.writes";
    private const string Claims = "checkpointing.ownership.claims";

    private static readonly ConsumerGroup Group = new("ns", "Hub", "group");
    private static readonly CheckpointWrite[] TwoWrites = [new("0", 5, "o5", 1, "me"), new("1", 6, "o6", 1, "me")];

    private readonly MeterRecorder _meters = new();
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task The_time_of_a_call_is_told_by_operation_and_outcome()
    {
        ICheckpointStore store = Scripted(writes =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return Answers.All(writes);
        });

        await store.WriteCheckpointsAsync(Group, TwoWrites, Token);

        MeterRecorder.Measured call = _meters.Of(Duration).ShouldHaveSingleItem();
        call.Value.ShouldBe(0.25, 1e-9);
        call.Tags.ShouldBe(
            new Dictionary<string, object?>
            {
                ["server.address"] = "ns",
                ["messaging.destination.name"] = "hub",
                ["messaging.consumer.group.name"] = "group",
                ["operation"] = "write_checkpoints",
                ["outcome"] = "ok",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Of_a_call_for_several_partitions_the_worst_outcome_is_told_and_each_write_is_counted()
    {
        ICheckpointStore store = Scripted(writes => new PartitionResults<CheckpointWriteResult>(
            [new(writes[0].PartitionId, CheckpointOutcome.Stale), new(writes[1].PartitionId, CheckpointOutcome.Fenced)], []));

        await store.WriteCheckpointsAsync(Group, TwoWrites, Token);

        _meters.Of(Duration, ("outcome", "fenced")).ShouldHaveSingleItem();
        _meters.Sum(Writes, ("outcome", "stale")).ShouldBe(1);
        _meters.Sum(Writes, ("outcome", "fenced")).ShouldBe(1);
        _meters.Sum(Writes).ShouldBe(2);
    }

    [Theory]
    [InlineData(true, "transient_fault")]
    [InlineData(false, "permanent_fault")]
    public async Task A_call_that_throws_is_told_by_the_kind_of_its_fault_and_thrown_on(bool isTransient, string outcome)
    {
        ICheckpointStore store = Scripted(_ => throw Answers.Fault(isTransient: isTransient));

        await Should.ThrowAsync<CheckpointStoreException>(() => store.WriteCheckpointsAsync(Group, TwoWrites, Token));

        _meters.Of(Duration, ("outcome", outcome)).ShouldHaveSingleItem();
        _meters.Sum(Writes, ("outcome", outcome)).ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_of_one_partition_is_told_and_hides_nothing()
    {
        ICheckpointStore store = Scripted(writes => new PartitionResults<CheckpointWriteResult>(
            [new(writes[0].PartitionId, CheckpointOutcome.Written)], [Answers.Fault(writes[1].PartitionId)]));

        (await store.WriteCheckpointsAsync(Group, TwoWrites, Token)).Faults.ShouldHaveSingleItem();

        _meters.Of(Duration, ("outcome", "transient_fault")).ShouldHaveSingleItem();
        _meters.Sum(Writes, ("outcome", "ok")).ShouldBe(1);
        _meters.Sum(Writes, ("outcome", "transient_fault")).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_its_caller_cancels_is_no_fault()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        ICheckpointStore store = Scripted(_ => throw new OperationCanceledException(cancelled.Token));

        await Should.ThrowAsync<OperationCanceledException>(() => store.WriteCheckpointsAsync(Group, TwoWrites, cancelled.Token));

        _meters.Of(Duration, ("outcome", "cancelled")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Claims_are_counted_as_won_or_lost()
    {
        ICheckpointStore store = Measure(new InMemoryCheckpointStore());
        await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token);

        await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "other", "1", null), new OwnershipClaim("1", "other", "1", null)], Token);

        _meters.Sum(Claims, ("outcome", "ok")).ShouldBe(2);
        _meters.Sum(Claims, ("outcome", "lost")).ShouldBe(1);
        _meters.Of(Duration, ("operation", "claim_ownership"), ("outcome", "lost")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Every_operation_has_its_name()
    {
        ICheckpointStore store = Measure(new InMemoryCheckpointStore());
        await store.ListOwnershipAsync(Group, Token);
        await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token);
        await store.ReadCheckpointAsync(Group, "0", Token);
        await store.ListCheckpointsAsync(Group, Token);
        await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1, null, 1, "me")], Token);

        _meters.Of(Duration, ("outcome", "ok")).Select(call => call.Tags["operation"]).ShouldBe(
            ["list_ownership", "claim_ownership", "read_checkpoint", "list_checkpoints", "write_checkpoints"]);
    }

    [Fact]
    public async Task What_costs_no_request_is_not_measured()
    {
        ICheckpointStore store = Measure(new InMemoryCheckpointStore());
        await store.ClaimOwnershipAsync(Group, [], Token);
        await store.WriteCheckpointsAsync(Group, [], Token);
        _meters.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_operators_and_provisioning_need_is_passed_on()
    {
        ICheckpointStore store = Measure(new InMemoryCheckpointStore());
        await store.ShouldBeAssignableTo<ICheckpointStoreProvisioner>()!.ProvisionAsync(Token);
        await store.ShouldBeAssignableTo<ICheckpointStoreOperator>()!.RewindAsync(Group, [new PartitionRewind("0", 7, null, "tool")], Token);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
    }

    [Fact]
    public async Task Requests_are_passed_on_and_measured()
    {
        ICheckpointStore store = Measure(new InMemoryCheckpointStore());
        await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token);
        IOwnershipRequestStore requests = store.ShouldBeAssignableTo<IOwnershipRequestStore>()!;
        requests.HoldsRequests.ShouldBeTrue();
        (await requests.RequestOwnershipAsync(Group, [new OwnershipRequest("0", "me", "other")], Token)).Items.ShouldHaveSingleItem();
        _meters.Of(Duration, ("operation", "request_ownership"), ("outcome", "ok")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_write_and_a_claim_are_spans_that_tell_their_outcome()
    {
        var group = new ConsumerGroup("ns", "hub-of-spans", "group");
        using var spans = new SpanRecorder(CheckpointStoreTelemetry.ActivitySourceName, "messaging.destination.name", group.EventHubName);
        ICheckpointStore store = Measure(new InMemoryCheckpointStore());
        await store.ClaimOwnershipAsync(group, [new OwnershipClaim("0", "me", "1", null)], Token);
        await store.ReadCheckpointAsync(group, "0", Token);
        await store.WriteCheckpointsAsync(group, [new CheckpointWrite("0", 1, null, 7, "me")], Token);
        ICheckpointStore failing = Scripted(_ => throw Answers.Fault());
        await Should.ThrowAsync<CheckpointStoreException>(() => failing.WriteCheckpointsAsync(group, TwoWrites, Token));

        spans.Ended.Select(span => (span.DisplayName, span.Kind, span.GetTagItem("outcome"), span.Status)).ShouldBe(
        [
            ("claim hub-of-spans", ActivityKind.Client, "ok", ActivityStatusCode.Unset),
            ("checkpoint hub-of-spans", ActivityKind.Client, "fenced", ActivityStatusCode.Unset),
            ("checkpoint hub-of-spans", ActivityKind.Client, "transient_fault", ActivityStatusCode.Error),
        ]);
        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_who_listens_means_nothing_measured_and_the_same_answer()
    {
        using var deaf = new MeterRecorder(listens: false);
        ICheckpointStore store = CheckpointStoreTelemetry.Measure(new InMemoryCheckpointStore(), deaf, _clock);
        (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token)).Items.ShouldHaveSingleItem();
        deaf.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_factory_figures_go_to_a_meter_of_the_process()
    {
        var group = new ConsumerGroup("ns", "hub-of-process-meter", "group");
        int calls = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CheckpointStoreTelemetry.MeterName && instrument.Meter.Scope is null)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
            calls += instrument.Name == Duration && tags.Contains(new KeyValuePair<string, object?>("messaging.destination.name", group.EventHubName)) ? 1 : 0);
        listener.Start();

        await CheckpointStoreTelemetry.Measure(new InMemoryCheckpointStore()).ListOwnershipAsync(group, Token);

        calls.ShouldBe(1);
    }

    private ICheckpointStore Scripted(Func<IReadOnlyList<CheckpointWrite>, PartitionResults<CheckpointWriteResult>> answer) =>
        Measure(new ScriptedStore(writes => Task.FromResult(answer(writes))));

    private ICheckpointStore Measure(ICheckpointStore store) => CheckpointStoreTelemetry.Measure(store, _meters, _clock);
}
