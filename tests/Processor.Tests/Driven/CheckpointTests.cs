using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Policies;
using Checkpointing.Processor.Handling;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

public sealed class CheckpointTests
{
    [Fact]
    public async Task Reading_resumes_behind_the_offset_of_the_checkpoint()
    {
        var driven = new DrivenProcessor();
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 3));
        await Eventually.UntilAsync(() => driven.Store.Calls.Contains("write 0@2"), "the checkpoint");
        (await driven.Processor.CheckpointAsync("0")).StartingPosition.ShouldBe(EventPosition.FromOffset("o2", isInclusive: false));
    }

    [Theory]
    [InlineData(17L, "Sequence Number: [17] | Inclusive: [False]")]
    [InlineData(0L, "Sequence Number: [0] | Inclusive: [False]")]
    [InlineData(-1L, "Earliest")]
    public async Task Reading_resumes_behind_the_sequence_number_where_no_offset_is_known(long sequenceNumber, string position)
    {
        var driven = new DrivenProcessor();
        await driven.Memory.RewindAsync(TestProcessor.TheGroup, [new PartitionRewind("0", sequenceNumber, null, "operator")], default);
        (await driven.Processor.CheckpointAsync("0")).StartingPosition.ToString().ShouldBe(position);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task No_checkpoint_is_null(string partitionId) => (await new DrivenProcessor().Processor.CheckpointAsync(partitionId)).ShouldBeNull();

    [Fact]
    public async Task A_store_that_cannot_be_reached_says_so_when_the_SDK_asks_at_start()
    {
        var driven = new DrivenProcessor();
        driven.Store.Before = operation => throw ControlledStore.Fault(operation);
        await Should.ThrowAsync<CheckpointStoreException>(driven.Processor.CheckpointAsync("-1"));
    }

    [Fact]
    public async Task An_empty_batch_is_not_given_to_the_handler()
    {
        var driven = new DrivenProcessor();
        (TestPartition partition, _) = await driven.StartAsync("0");
        driven.Processor.Handler = (_, _, _) => throw new InvalidOperationException("called");
        await driven.Processor.DeliverAsync(partition, []);
    }

    [Fact]
    public async Task An_interval_passes_without_a_further_event_and_counts_from_the_first_uncovered_one()
    {
        var driven = new DrivenProcessor("every 5s");
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        driven.Clock.Advance(TimeSpan.FromSeconds(3));
        await driven.Processor.DeliverAsync(partition, [Events.At(1)]);
        driven.Clock.Advance(TimeSpan.FromSeconds(1.9));
        driven.Store.Calls.ShouldNotContain("write 0@1");
        driven.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.UntilAsync(() => driven.Store.Calls[^1] == "write 0@1", "the checkpoint after five seconds");

        await driven.Processor.DeliverAsync(partition, [Events.At(2)]);
        driven.Clock.Advance(TimeSpan.FromSeconds(4.9));
        driven.Store.Calls[^1].ShouldBe("write 0@1");
        driven.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.UntilAsync(() => driven.Store.Calls[^1] == "write 0@2", "the next checkpoint after five seconds");
    }

    [Fact]
    public async Task Every_N_counts_the_events_since_the_last_checkpoint()
    {
        var driven = new DrivenProcessor("every 4 events");
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 3));
        driven.Store.Calls.ShouldNotContain(call => call.StartsWith("write"));
        await driven.Processor.DeliverAsync(partition, Events.Range(3, 1));
        await Eventually.UntilAsync(() => driven.Store.Calls[^1] == "write 0@3", "the checkpoint at the fourth event");
    }

    [Fact]
    public async Task A_handler_can_change_the_policy_of_its_partition()
    {
        var driven = new DrivenProcessor("manual");
        (TestPartition partition, _) = await driven.StartAsync("0");
        driven.Processor.Handler = (_, context, _) =>
        {
            context.CheckpointPolicy = CheckpointPolicy.EveryEvent;
            return Task.CompletedTask;
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 3));
        await Eventually.UntilAsync(() => driven.Store.Calls[^1] == "write 0@2", "the checkpoint");
    }

    [Fact]
    public async Task What_is_processed_after_the_policy_became_manual_is_not_covered_by_a_write_that_waited()
    {
        var driven = new DrivenProcessor();
        (TestPartition partition, _) = await driven.StartAsync("0");
        var gate = new TaskCompletionSource();
        var writing = new TaskCompletionSource();
        driven.Store.Before = operation =>
        {
            writing.TrySetResult();
            return operation == StoreOperation.WriteCheckpoints ? gate.Task : Task.CompletedTask;
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 1));
        await writing.Task;
        await driven.Processor.DeliverAsync(partition, Events.Range(1, 1));
        driven.Processor.Handler = (events, context, _) =>
        {
            context.CheckpointPolicy = CheckpointPolicy.Manual;
            context.MarkProcessed(events[0]);
            return Task.CompletedTask;
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(2, 1));
        gate.SetResult();
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        await Eventually.UntilAsync(() => driven.Store.Calls.Count(call => call.StartsWith("write", StringComparison.Ordinal)) == 2, "both checkpoints");
        (await driven.StoredAsync("0")).ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_can_wait_for_a_checkpoint_at_an_event()
    {
        var driven = new DrivenProcessor("manual");
        (TestPartition partition, _) = await driven.StartAsync("0");
        CheckpointOutcome outcome = default;
        long? stored = null;
        driven.Processor.Handler = async (events, context, token) =>
        {
            outcome = await context.CheckpointAsync(events[1], token);
            stored = await driven.StoredAsync("0");
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 3));
        (outcome, stored).ShouldBe((CheckpointOutcome.Written, 1L));
    }

    [Fact]
    public async Task A_handler_that_fails_keeps_what_it_marked_as_processed_and_no_more()
    {
        var driven = new DrivenProcessor("every 1000 events");
        (TestPartition partition, _) = await driven.StartAsync("0");
        driven.Processor.Handler = (events, context, _) =>
        {
            context.MarkProcessed(events[1]);
            throw new InvalidOperationException("broken");
        };
        await Should.ThrowAsync<InvalidOperationException>(driven.Processor.DeliverAsync(partition, Events.Range(0, 5)));
        await driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        Task<TestPartition> again = driven.Processor.InitializeAsync("0");
        await driven.AdvanceUntilAsync(() => again.IsCompleted, TimeSpan.FromMilliseconds(100), "the pause of a partition that failed");
        (await driven.StoredAsync("0")).ShouldBe(1);
    }

    [Fact]
    public async Task From_three_quarters_of_the_bound_on_uncovered_events_the_writer_does_not_rest()
    {
        var driven = new DrivenProcessor(configure: options => (options.MaxUncheckpointedEvents, options.CheckpointRest) = (100, TimeSpan.FromSeconds(1)));
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 10));
        await Eventually.UntilAsync(() => driven.Store.Calls[^1].StartsWith("write", StringComparison.Ordinal), "the first checkpoint");
        for (int batch = 1; batch < 9; batch++)
        {
            await driven.Processor.DeliverAsync(partition, Events.Range(batch * 10, 10));
        }

        await Eventually.UntilAsync(
            () => driven.Store.Calls.Count(call => call.StartsWith("write", StringComparison.Ordinal)) > 1, "the second checkpoint, on a clock that stands still");
    }

    [Fact]
    public async Task Reading_waits_at_the_bound_on_uncovered_events_until_the_store_is_back()
    {
        var driven = new DrivenProcessor("every 1000 events", options => options.MaxUncheckpointedEvents = 100);
        (TestPartition partition, _) = await driven.StartAsync("0");
        bool isDown = true;
        driven.Store.Before = operation => isDown && operation == StoreOperation.WriteCheckpoints ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        int handled = 0;
        driven.Processor.Handler = (events, _, _) =>
        {
            handled += events.Count;
            return Task.CompletedTask;
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 60));
        await driven.Processor.DeliverAsync(partition, Events.Range(60, 40));
        Task next = driven.Processor.DeliverAsync(partition, Events.Range(100, 1));
        for (int second = 0; second < 20; second++)
        {
            driven.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (next.IsCompleted, handled).ShouldBe((false, 100));
        isDown = false;
        await driven.AdvanceUntilAsync(() => next.IsCompleted, TimeSpan.FromSeconds(1), "the store");
        await next;
        handled.ShouldBe(101);
        (await driven.StoredAsync("0")).ShouldBe(99);
    }

    [Fact]
    public async Task A_store_that_is_down_does_not_hold_up_reading_below_the_bound()
    {
        var driven = new DrivenProcessor();
        (TestPartition partition, _) = await driven.StartAsync("0");
        driven.Store.Before = operation => throw ControlledStore.Fault(operation);
        for (long first = 0; first < 5_000; first += 100)
        {
            await driven.Processor.DeliverAsync(partition, Events.Range(first, 100));
        }

        await Eventually.UntilAsync(() => driven.Processor.Errors.Count > 0, "the report of the fault");
    }

    [Fact]
    public async Task A_checkpoint_in_the_SDKs_way_is_written_at_once()
    {
        var driven = new DrivenProcessor("manual");
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await driven.Processor.UpdateAsync("0", CheckpointPosition.FromEvent(Events.At(3)));
        (await driven.StoredAsync("0")).ShouldBe(3);
    }

    [Fact]
    public async Task A_checkpoint_without_an_event_behind_it_is_refused()
    {
        var driven = new DrivenProcessor("manual");
        await Should.ThrowAsync<InvalidOperationException>(driven.Processor.UpdateAsync("0", CheckpointPosition.FromEvent(Events.At(3))));
        (TestPartition partition, _) = await driven.StartAsync("0");
        await Should.ThrowAsync<ArgumentException>(driven.Processor.UpdateAsync("0", default));
        await Should.ThrowAsync<ArgumentException>(driven.Processor.UpdateAsync("0", new CheckpointPosition("o9")));
        await driven.Processor.DeliverAsync(partition, Events.Range(5, 5));
        await Should.ThrowAsync<ArgumentException>(driven.Processor.UpdateAsync("0", CheckpointPosition.FromEvent(Events.At(10))));
        (await driven.StoredAsync("0")).ShouldBeNull();
    }

    [Fact]
    public async Task Marking_events_as_processed_allocates_nothing()
    {
        var driven = new DrivenProcessor("every 10 events or every 1h", options => options.MaxUncheckpointedEvents = null);
        (TestPartition partition, _) = await driven.StartAsync("0");
        driven.Store.Before = operation => operation == StoreOperation.WriteCheckpoints ? new TaskCompletionSource().Task : Task.CompletedTask;
        long allocated = 0;
        driven.Processor.Handler = (events, context, _) =>
        {
            // The first write is on its way, so that the rest only merges.
            Mark(events, context, 0, 100);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Mark(events, context, 100, events.Count);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return Task.CompletedTask;
        };
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 10_000));
        allocated.ShouldBe(0);

        static void Mark(IReadOnlyList<EventData> events, ProcessingContext context, int from, int to)
        {
            for (int index = from; index < to; index++)
            {
                context.MarkProcessed(events[index]);
            }
        }
    }

    [Fact]
    public async Task The_context_says_what_is_being_processed()
    {
        var driven = new DrivenProcessor();
        ProcessingContext? seen = null;
        driven.Processor.Handler = (_, context, _) =>
        {
            seen = context;
            return Task.CompletedTask;
        };
        (TestPartition partition, _) = await driven.StartAsync("0");
        await driven.Processor.DeliverAsync(partition, Events.Range(0, 1));
        (seen!.FullyQualifiedNamespace, seen.EventHubName, seen.ConsumerGroup, seen.Identifier, seen.PartitionId, seen.Epoch)
            .ShouldBe(("test.servicebus.windows.net", "Orders", "$Default", "me", "0", 1L));
    }
}
