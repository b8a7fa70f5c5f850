using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor.Receiving;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>What is handed over on request is not processed by its former owner any more, whatever the SDK was about to do with it, and what could not be handed over goes on.</summary>
public sealed class HandedOverTests
{
    private static readonly TimeSpan HandoverTimeout = TimeSpan.FromSeconds(10);

    private readonly DrivenProcessor _driven = new(configure: options =>
    {
        options.HandoverTimeout = HandoverTimeout;
        options.LoadBalancingUpdateInterval = HandoverTimeout / 2;
    });

    private TestProcessor Processor => _driven.Processor;

    [Fact]
    public async Task A_partition_that_starts_while_it_is_given_up_waits_and_ends_with_the_tick_that_shows_its_loss()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1");
        var gate = new TaskCompletionSource();
        _driven.Store.Before = operation => operation == StoreOperation.ClaimOwnership ? gate.Task : Task.CompletedTask;
        await RequestAsync("0");
        using var partitionToken = new CancellationTokenSource();
        Task<TestPartition> start = Processor.InitializeAsync("0", partitionToken.Token);
        gate.SetResult();
        await UntilFreeAsync("0");

        start.IsCompleted.ShouldBeFalse("a receiver of the former owner would drive out that of the new one");
        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).ShouldBe(["1"]);
        await partitionToken.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task A_partition_that_was_given_up_does_not_start_under_the_epoch_that_is_over()
    {
        await Processor.ClaimNewAsync("0", "1");
        await RequestAsync("0");
        await UntilFreeAsync("0");
        using var partitionToken = new CancellationTokenSource();
        Task<TestPartition> start = Processor.InitializeAsync("0", partitionToken.Token);

        start.IsCompleted.ShouldBeFalse();
        await partitionToken.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start);
        await ClaimBackAsync("0");
        await Processor.InitializeAsync("0");
    }

    [Fact]
    public async Task A_partition_that_could_not_be_given_up_goes_on_with_its_owner()
    {
        (EventProcessorPartitionOwnership[] owned, TestPartition partition) = await StartTwoAsync();
        Task failed = FailClaim(wasApplied: false);
        await RequestAsync("0");
        await failed;
        Task delivery = Processor.DeliverAsync(partition, Events.Range(5, 5));

        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).Order().ShouldBe(["0", "1"]);
        await Should.ThrowAsync<PartitionRestartException>(() => delivery);
        await Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        TestPartition next = await Processor.InitializeAsync("0");
        await Processor.DeliverAsync(next, Events.Range(5, 5));
        await Eventually.UntilAsync(() => _driven.StoredAsync("0").GetAwaiter().GetResult() == 9, "the checkpoint of what was processed after it");
    }

    [Fact]
    public async Task A_partition_that_was_given_up_although_no_answer_came_is_lost()
    {
        (EventProcessorPartitionOwnership[] owned, _) = await StartTwoAsync();
        Task failed = FailClaim(wasApplied: true);
        await RequestAsync("0");
        await failed;

        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).ShouldBe(["1"]);
        Record("0").OwnerId.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_partition_that_waits_to_start_starts_anew_when_it_could_not_be_given_up()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1");
        var answer = new TaskCompletionSource();
        bool isFirst = true;
        _driven.Store.Before = operation =>
        {
            bool fails = isFirst && operation == StoreOperation.ClaimOwnership;
            isFirst &= !fails;
            return fails ? answer.Task : Task.CompletedTask;
        };
        await RequestAsync("0");
        Task<TestPartition> start = Processor.InitializeAsync("0");
        answer.SetException(ControlledStore.Fault(StoreOperation.ClaimOwnership));

        // Whoever asked has got what it needs from somebody else.
        _driven.Clock.Advance(HandoverTimeout);
        await Eventually.UntilAsync(
            () =>
            {
                Processor.TickAsync(owned).GetAwaiter().GetResult().Length.ShouldBe(2);
                return start.IsCompleted;
            },
            "the end of a start that nobody would ever end");
        await Should.ThrowAsync<PartitionRestartException>(() => start);
        await Processor.InitializeAsync("0");
    }

    [Fact]
    public async Task A_release_that_fails_in_whatever_way_costs_no_partition()
    {
        (EventProcessorPartitionOwnership[] owned, TestPartition partition) = await StartTwoAsync();
        Task failed = FailClaim(wasApplied: false, new InvalidOperationException("a store that has not read the contract"));
        await RequestAsync("0");
        await failed;
        Task delivery = Processor.DeliverAsync(partition, Events.Range(5, 5));

        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).Order().ShouldBe(["0", "1"]);
        await Eventually.UntilAsync(() => delivery.IsCompleted, "the end of the session");
        await Should.ThrowAsync<PartitionRestartException>(() => delivery);
    }

    [Fact]
    public async Task A_partition_that_another_one_has_taken_before_it_was_given_up_is_not_started_again()
    {
        (EventProcessorPartitionOwnership[] owned, TestPartition partition) = await StartTwoAsync();
        _driven.Store.Before = async operation =>
        {
            if (operation == StoreOperation.ClaimOwnership && Record("0").OwnerId == "me")
            {
                await _driven.Memory.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", "thief", "x", Record("0").Version)], default);
            }
        };
        await RequestAsync("0");
        using var partitionToken = new CancellationTokenSource();
        Task delivery = Processor.DeliverAsync(partition, Events.Range(5, 5), partitionToken.Token);
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("release 0"), "the release, which is refused");

        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).ShouldBe(["1"]);
        delivery.IsFaulted.ShouldBeFalse("the SDK would start the partition again, and its receiver drive out that of the new owner");
        await partitionToken.CancelAsync();
        await delivery;
    }

    [Fact]
    public async Task A_partition_that_is_handed_over_before_its_first_receiver_opens_none()
    {
        await Processor.ClaimNewAsync("0", "1");
        await Processor.InitializeAsync("0");
        await RequestAsync("0");
        await UntilFreeAsync("0");
        using var partitionToken = new CancellationTokenSource();
        Task<EventProcessorCheckpoint> position = Processor.CheckpointAsync("0", partitionToken.Token);

        position.IsCompleted.ShouldBeFalse("what the SDK does next is to open a receiver, which drives out that of the new owner");
        await partitionToken.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => position);
    }

    [Fact]
    public async Task A_partition_whose_version_is_out_of_date_is_given_up_by_the_one_that_it_has()
    {
        (EventProcessorPartitionOwnership[] owned, _) = await StartTwoAsync();
        var gate = new TaskCompletionSource();
        Processor.Stopped = (_, _) => gate.Task;
        await RequestAsync("0");
        Task failed = FailClaim(wasApplied: true);
        Task renewal = Processor.RenewAsync(owned);
        await _driven.AdvanceUntilAsync(() => renewal.IsCompleted, TimeSpan.FromMilliseconds(50), "a renewal whose answer is lost");
        await failed;
        await Should.ThrowAsync<CheckpointStoreException>(renewal);
        gate.SetResult();

        await UntilFreeAsync("0");
        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_was_lost_and_won_back_while_it_was_drained_is_not_given_up()
    {
        (EventProcessorPartitionOwnership[] owned, TestPartition partition) = await StartTwoAsync();
        var handler = new TaskCompletionSource();
        Processor.Handler = (_, _, _) => handler.Task;
        Task delivery = Processor.DeliverAsync(partition, Events.Range(5, 5));
        await RequestAsync("0");
        await _driven.Memory.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", "thief", "x", Record("0").Version)], default);
        await Processor.ListAsync();
        (await Processor.TickAsync(owned)).Select(record => record.PartitionId).ShouldBe(["1"]);
        await _driven.Memory.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", "", "x", Record("0").Version)], default);
        await Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        EventProcessorPartitionOwnership[] again = await Processor.ClaimNewAsync("0");
        handler.SetResult();
        await delivery;
        Task start = Processor.InitializeAsync("0");
        await Eventually.UntilAsync(
            () =>
            {
                Processor.TickAsync([owned.Single(record => record.PartitionId == "1"), .. again]).GetAwaiter().GetResult();
                return start.IsCompleted || Record("0").OwnerId != "me";
            },
            "the end of the handover");

        Record("0").OwnerId.ShouldBe("me", "nobody has asked for it since it was won");
    }

    private async Task<(EventProcessorPartitionOwnership[] Owned, TestPartition First)> StartTwoAsync()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1");
        TestPartition first = await Processor.InitializeAsync("0");
        await Processor.DeliverAsync(first, Events.Range(0, 5));
        return (owned, first);
    }

    /// <summary>Has the next claim fail, which may be a renewal or a release.</summary>
    /// <returns>Ends when it has failed.</returns>
    private Task FailClaim(bool wasApplied, Exception? exception = null)
    {
        var failed = new TaskCompletionSource();
        Func<StoreOperation, Task> fail = operation => operation == StoreOperation.ClaimOwnership && failed.TrySetResult()
            ? throw exception ?? ControlledStore.Fault(operation)
            : Task.CompletedTask;
        if (wasApplied)
        {
            _driven.Store.After = fail;
        }
        else
        {
            _driven.Store.Before = fail;
        }

        return failed.Task;
    }

    /// <summary>Another processor asks for a partition, and this one sees it.</summary>
    private async Task RequestAsync(string partitionId)
    {
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest(partitionId, "me", "other")], default);
        await Processor.ListAsync();
    }

    private Task UntilFreeAsync(string partitionId) => Eventually.UntilAsync(() => Record(partitionId).OwnerId.Length == 0, "the release");

    private async Task ClaimBackAsync(string partitionId)
    {
        _driven.Clock.Advance(TimeSpan.FromSeconds(2));
        Task<EventProcessorPartitionOwnership[]> claim = Processor.ClaimAsync([Processor.Wish(partitionId, Record(partitionId).Version)]);
        (await claim).Single().OwnerIdentifier.ShouldBe("me");
    }

    private PartitionOwnership Record(string partitionId) =>
        _driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default).GetAwaiter().GetResult().Items.Single(record => record.PartitionId == partitionId);
}
