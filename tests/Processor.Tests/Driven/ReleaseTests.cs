using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor.Handling;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

public sealed class ReleaseTests
{
    [Fact]
    public async Task The_last_checkpoint_is_stored_before_the_partition_is_released()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        await driven.Processor.RelinquishAsync(record);
        driven.Store.Calls[^2..].ShouldBe(["write 0@4", "release 0"]);
        (await driven.StoredAsync("0")).ShouldBe(4);
    }

    [Fact]
    public async Task The_last_checkpoint_is_stored_even_if_the_SDK_never_calls_the_stop_handler()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.RelinquishAsync(record);
        driven.Store.Calls[^2..].ShouldBe(["write 0@4", "release 0"]);
    }

    [Fact]
    public async Task The_release_waits_for_the_stop_handler_and_its_checkpoint()
    {
        var driven = new DrivenProcessor("manual");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        var gate = new TaskCompletionSource();
        driven.Processor.Stopped = async (context, _) =>
        {
            await gate.Task;
            await context.CheckpointAsync();
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        Task release = driven.Processor.RelinquishAsync(record);
        driven.Store.Calls.ShouldNotContain("release 0");
        gate.SetResult();
        await release;
        driven.Store.Calls[^2..].ShouldBe(["write 0@4", "release 0"]);
    }

    [Fact]
    public async Task A_stop_handler_that_blocks_its_thread_delays_the_release_by_no_more_than_the_flush_timeout()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        using var gate = new ManualResetEventSlim();
        driven.Processor.Stopped = (_, _) =>
        {
            gate.Wait();
            return Task.CompletedTask;
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        Task release = driven.Processor.RelinquishAsync(record);
        await Eventually.UntilAsync(() => driven.Store.Calls.Contains("write 0@4"), "the checkpoint, which does not wait for the stop handler");
        await driven.AdvanceUntilAsync(() => release.IsCompleted, TimeSpan.FromSeconds(1), "the release");
        await release;
        gate.Set();
        driven.Store.Calls[^2..].ShouldBe(["write 0@4", "release 0"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_claim_won_whose_answer_the_stop_has_cut_off_is_given_up_too(bool keepsInstances)
    {
        var driven = new DrivenProcessor();
        driven.Store.KeepsInstances = keepsInstances;
        using var stop = new CancellationTokenSource();
        driven.Store.After = async operation =>
        {
            if (operation == StoreOperation.ClaimOwnership && !stop.IsCancellationRequested)
            {
                await stop.CancelAsync();
                throw new OperationCanceledException(stop.Token);
            }
        };
        await Should.ThrowAsync<OperationCanceledException>(() => driven.Processor.ClaimAsync([driven.Processor.Wish("0", version: null)], stop.Token));
        (await driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single().OwnerId.ShouldBe("me", "the SDK knows nothing of it");

        await driven.Processor.StopProcessingAsync();
        (await driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single().OwnerId.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_claim_may_have_won_that_met_a_fault_is_given_up_too(bool keepsInstances)
    {
        var driven = new DrivenProcessor();
        driven.Store.KeepsInstances = keepsInstances;
        driven.Store.Claimed = results => new PartitionResults<PartitionOwnership>(
            [],
            [.. results.Items.Select(record => new CheckpointStoreException(
                StoreOperation.ClaimOwnership, TestProcessor.TheGroup, record.PartitionId, "the answer was lost", isTransient: true, mayHaveBeenApplied: true))]);
        (await driven.Processor.ClaimNewAsync("0")).ShouldBeEmpty();
        driven.Store.Claimed = results => results;

        await driven.Processor.StopProcessingAsync();
        (await driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single().OwnerId.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_renewed_without_an_answer_and_then_dropped_by_the_SDK_is_given_up_too(bool keepsInstances)
    {
        var driven = new DrivenProcessor();
        driven.Store.KeepsInstances = keepsInstances;
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        driven.Store.After = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        Task renewal = driven.Processor.RenewAsync(record);
        await driven.AdvanceUntilAsync(() => renewal.IsCompleted, TimeSpan.FromMilliseconds(50), "a renewal whose answer was lost");
        await Should.ThrowAsync<CheckpointStoreException>(renewal);
        driven.Store.After = _ => Task.CompletedTask;
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);

        await driven.Processor.StopProcessingAsync();
        (await driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single().OwnerId.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_stood_there_in_this_name_before_a_claim_that_did_not_arrive_stays()
    {
        var driven = new DrivenProcessor();
        driven.Store.KeepsInstances = false;
        await driven.Memory.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", "me", "a former process", null)], default);
        driven.Store.Before = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        Task claim = driven.Processor.ClaimNewAsync("0");
        await driven.AdvanceUntilAsync(() => claim.IsCompleted, TimeSpan.FromMilliseconds(50), "a claim that did not arrive");
        await Should.ThrowAsync<CheckpointStoreException>(claim);
        driven.Store.Before = _ => Task.CompletedTask;

        await driven.Processor.StopProcessingAsync();
        (await driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single().OwnerId.ShouldBe("me");
    }

    [Fact]
    public async Task What_the_SDK_has_dropped_because_a_link_was_stolen_is_given_up_too()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);

        await driven.Processor.StopProcessingAsync();
        driven.Store.Calls[^3..].ShouldBe(["write 0@4", "list", "release 0"]);
    }

    [Theory]
    [InlineData(StoreOperation.ListOwnership)]
    [InlineData(StoreOperation.ClaimOwnership)]
    public async Task What_could_not_be_given_up_at_the_first_try_is_given_up_at_the_next(StoreOperation failing)
    {
        var driven = new DrivenProcessor();
        driven.Store.After = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        Task claim = driven.Processor.ClaimAsync([driven.Processor.Wish("0", version: null)]);
        await driven.AdvanceUntilAsync(() => claim.IsCompleted, TimeSpan.FromMilliseconds(50), "a claim that was won, and whose answer was lost");
        await Should.ThrowAsync<CheckpointStoreException>(claim);
        driven.Store.After = _ => Task.CompletedTask;
        bool hasFailed = false;
        driven.Store.Before = operation =>
        {
            bool fails = !hasFailed && operation == failing;
            hasFailed |= fails;
            return fails ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        };
        Task stop = driven.Processor.StopProcessingAsync();
        await driven.AdvanceUntilAsync(() => stop.IsCompleted, TimeSpan.FromMilliseconds(50), "the stop");
        await stop;
        hasFailed.ShouldBeTrue();
        (await driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single().OwnerId.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_SDK_does_not_know_of_is_given_up_after_its_last_checkpoint_too()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        driven.Store.After = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        Task failed = driven.Processor.ClaimAsync([driven.Processor.Wish("1", version: null)]);
        await driven.AdvanceUntilAsync(() => failed.IsCompleted, TimeSpan.FromMilliseconds(50), "a claim that was won, and whose answer was lost");
        await Should.ThrowAsync<CheckpointStoreException>(failed);
        driven.Store.After = _ => Task.CompletedTask;
        var gate = new TaskCompletionSource();
        driven.Processor.Stopped = (_, _) => gate.Task;
        driven.Store.Before = operation => operation == StoreOperation.WriteCheckpoints ? gate.Task : Task.CompletedTask;

        // As after its link was stolen, which may be a false alarm: then the SDK releases it no more.
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        Task stop = driven.Processor.StopProcessingAsync();
        driven.Store.Calls.ShouldNotContain(call => call.StartsWith("release"));
        gate.SetResult();
        await stop;
        driven.Store.Calls[^3..].ShouldBe(["write 0@4", "list", "release 0,1"]);
    }

    [Fact]
    public async Task A_manual_policy_releases_without_a_checkpoint_of_its_own()
    {
        var driven = new DrivenProcessor("manual");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.RelinquishAsync(record);
        (await driven.StoredAsync("0")).ShouldBeNull();
    }

    [Fact]
    public async Task A_store_that_hangs_delays_the_release_by_no_more_than_the_flush_timeout()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        driven.Store.Before = operation => operation == StoreOperation.WriteCheckpoints ? new TaskCompletionSource().Task : Task.CompletedTask;
        DateTimeOffset start = driven.Clock.GetUtcNow();
        Task release = driven.Processor.RelinquishAsync(record);
        await driven.AdvanceUntilAsync(() => release.IsCompleted, TimeSpan.FromSeconds(1), "the release");
        await release;
        (driven.Clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12));
        driven.Store.Calls[^1].ShouldBe("release 0");
    }

    [Fact]
    public async Task Stopping_a_partition_returns_at_once_and_a_new_session_reads_what_the_old_one_stored()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition former, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(former, Events.Range(0, 5));
        var gate = new TaskCompletionSource();
        driven.Processor.Stopped = (_, _) => gate.Task;
        driven.Processor.StopPartitionAsync(former, ProcessingStoppedReason.OwnershipLost).IsCompleted.ShouldBeTrue("the SDK's bookkeeping breaks otherwise");
        Task<TestPartition> present = driven.Processor.InitializeAsync("0");
        present.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await present;
        (await driven.Processor.CheckpointAsync("0")).StartingPosition.ToString().ShouldContain("o4");
        await driven.Processor.DeliverAsync(await present, Events.Range(5, 2));
        await driven.Processor.StopPartitionAsync(await present, ProcessingStoppedReason.Shutdown);
        await Eventually.UntilAsync(() => driven.Store.Calls[^1] == "write 0@6", "the last checkpoint of the second session");
    }

    [Fact]
    public async Task A_stop_handler_that_throws_does_not_cost_the_last_checkpoint()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        driven.Processor.Stopped = (_, _) => throw new InvalidOperationException("broken");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        await driven.Processor.RelinquishAsync(record);
        driven.Store.Calls[^2..].ShouldBe(["write 0@4", "release 0"]);
    }

    [Fact]
    public async Task A_lost_partition_cancels_its_handler_at_once()
    {
        var driven = new DrivenProcessor();
        (TestPartition partition, _) = await driven.StartAsync("0");
        using var lost = new CancellationTokenSource();
        ProcessingContext? seen = null;
        driven.Processor.Handler = async (events, context, token) =>
        {
            seen = context;
            context.MarkProcessed(events[0]);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        Task delivery = driven.Processor.DeliverAsync(partition, Events.Range(0, 5), lost.Token);
        seen!.IsStopping.ShouldBeFalse();
        await lost.CancelAsync();
        await delivery;
        seen.IsStopping.ShouldBeTrue();
        await Eventually.UntilAsync(() => driven.Store.Calls[^1] == "write 0@0", "the checkpoint of what was marked as processed");
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        (await driven.Processor.InitializeAsync("0")).ShouldNotBeNull();
        (await driven.StoredAsync("0")).ShouldBe(0, "what the handler left is not covered");
    }

    [Theory]
    [InlineData("returns when it is cancelled", -1)]
    [InlineData("returns when it sees that it is to stop", -1)]
    [InlineData("marks the first and returns when it is cancelled", 0)]
    [InlineData("goes on to the end without a look", 4)]
    public async Task A_handler_that_may_have_left_early_has_processed_only_what_it_marked(string handler, long expected)
    {
        var driven = new DrivenProcessor("every 1000 events", options => options.HandlerStopTimeout = TimeSpan.Zero);
        (TestPartition partition, EventProcessorPartitionOwnership record) = await driven.StartAsync("0");
        using var stop = new CancellationTokenSource();
        driven.Processor.Handler = async (events, context, token) =>
        {
            if (handler.StartsWith("marks"))
            {
                context.MarkProcessed(events[0]);
            }

            if (handler.StartsWith("goes on"))
            {
                return;
            }

            await stop.CancelAsync();
            (handler.EndsWith("to stop") ? context.IsStopping : token.IsCancellationRequested).ShouldBeTrue();
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5), stop.Token);
        await driven.Processor.RelinquishAsync(record);
        (await driven.StoredAsync("0") ?? -1).ShouldBe(expected);
    }
}
