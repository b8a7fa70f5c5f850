using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Processor;
using Devkit.EventHubs.Client.Tests.Support;

namespace Devkit.EventHubs.Client.Tests.Processors;

public class PartitionProcessingTests
{
    private readonly ScriptedHub _hub = new(1);
    private readonly FakeStore _store = new();

    [Fact]
    public async Task Events_come_in_order_one_batch_at_a_time_and_no_more_than_the_maximum()
    {
        var inside = 0;
        var processor = new TestProcessor(_hub, _store)
        {
            Handling = async (events, _, _) =>
            {
                Interlocked.Increment(ref inside).ShouldBe(1);
                events.Count.ShouldBeInRange(1, 10);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            },
        };
        _hub["0"].Publish(95);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Count() == 95, "95 events");
        await processor.StopProcessingAsync();
        processor.Seen("0").ShouldBe(Enumerable.Range(0, 95).Select(i => (long)i));
        processor.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_partition_is_made_without_its_identifier_and_read_with_precedence_zero()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => _hub.ReadersOf("0").Any(), "a reader");
        await processor.StopProcessingAsync();
        processor.Initialized.ShouldHaveSingleItem().IdInConstructor.ShouldBeNull();
        var reader = _hub.ReadersOf("0").ShouldHaveSingleItem();
        reader.OwnerLevel.ShouldBe(0);
        reader.Identifier.ShouldBe("P0-me");
        reader.PrefetchCount.ShouldBe(300);
        reader.TrackLastEnqueuedEventProperties.ShouldBeTrue();
        reader.InvalidateWhenStolen.ShouldBeTrue();
    }

    [Fact]
    public async Task Empty_batches_come_when_a_wait_time_is_set()
    {
        var options = TestProcessor.Options();
        options.MaximumWaitTime = TimeSpan.FromMilliseconds(20);
        var processor = new TestProcessor(_hub, _store, options);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Batches.Count > 2, "empty batches");
        await processor.StopProcessingAsync();
        processor.Batches.ShouldAllBe(b => !b.Events.Any());
    }

    [Fact]
    public async Task A_checkpoint_decides_where_reading_starts()
    {
        _hub["0"].Publish(5);
        var processor = new TestProcessor(_hub, _store);
        await processor.CheckpointAsync("0", new CheckpointPosition("20", 2));
        _store.CheckpointWrites.ShouldHaveSingleItem().Client.ShouldBe("me");
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Count() == 2, "the last two events");
        await processor.StopProcessingAsync();
        processor.Seen("0").ShouldBe([3L, 4L]);
    }

    [Fact]
    public async Task An_exception_of_the_handler_restarts_the_partition_from_its_checkpoint_as_if_it_had_been_lost()
    {
        _hub["0"].Publish(3);
        var failures = 1;
        var cause = new OperationCanceledException("mine, not that of the processor");
        var processor = new TestProcessor(_hub, _store) { Handling = (_, _, _) => Interlocked.Decrement(ref failures) >= 0 ? throw cause : Task.CompletedTask };
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Batches.Count == 2, "the batch once more");
        await processor.StopProcessingAsync();

        processor.Initialized.Count.ShouldBe(2);
        processor.Stops.First().Reason.ShouldBe(ProcessingStoppedReason.OwnershipLost);
        processor.Seen("0").ShouldBe([0L, 1L, 2L, 0L, 1L, 2L]);
        var (exception, partition, operation, _) = processor.Errors.ShouldHaveSingleItem();
        operation.ShouldBe("Executing developer-provided code to process events.");
        partition.ShouldBe(processor.Initialized.First());
        var told = exception.ShouldBeOfType<EventHubsException>();
        told.InnerException.ShouldBe(cause);
        told.IsTransient.ShouldBeFalse();
        told.Reason.ShouldBe(EventHubsException.FailureReason.GeneralError);
    }

    [Fact]
    public async Task An_exception_while_initialising_restarts_the_partition()
    {
        var failures = 1;
        var processor = new TestProcessor(_hub, _store) { Initializing = (_, _) => Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("mine") : Task.CompletedTask };
        _hub["0"].Publish(1);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Any(), "the event");
        await processor.StopProcessingAsync();
        var (exception, partition, operation, _) = processor.Errors.ShouldHaveSingleItem();
        exception.ShouldBeOfType<IOException>();
        partition!.PartitionId.ShouldBe("0");
        operation.ShouldBe("Attempting to claim a new ownership.");
        processor.Stops.First().Reason.ShouldBe(ProcessingStoppedReason.OwnershipLost);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_restarts_the_partition()
    {
        var failures = 1;
        _store.InsteadOfGetCheckpoint = id => id == "0" && Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("down") : null;
        var processor = new TestProcessor(_hub, _store);
        _hub["0"].Publish(1);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Any(), "the event");
        await processor.StopProcessingAsync();
        processor.Errors.ShouldHaveSingleItem().Partition!.PartitionId.ShouldBe("0");
        processor.Initialized.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_stolen_link_is_no_error_and_the_partition_is_taken_again_while_the_records_say_so()
    {
        var stolen = 1;
        _hub.ReceiveFailure = s => s.OwnerLevel.HasValue && Interlocked.Decrement(ref stolen) >= 0
            ? new EventHubsException("hub", "stolen", EventHubsException.FailureReason.ConsumerDisconnected)
            : null;
        var processor = new TestProcessor(_hub, _store);
        _hub["0"].Publish(1);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Any(), "the event");
        await processor.StopProcessingAsync();
        processor.Errors.ShouldBeEmpty();
        processor.Stops.First().Reason.ShouldBe(ProcessingStoppedReason.OwnershipLost);
        processor.Initialized.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_partition_that_others_claimed_is_stopped_and_not_read_again()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => _hub.ReadersOf("0").Any(), "a reader");
        _store.Put("0", "thief");
        await Eventually.TrueAsync(() => !processor.Stops.IsEmpty, "the stop");
        processor.Stops.ShouldHaveSingleItem().Reason.ShouldBe(ProcessingStoppedReason.OwnershipLost);
        await processor.StopProcessingAsync();
        _hub.ReadersOf("0").ShouldHaveSingleItem();
        _store.OwnerOf("0").ShouldBe("thief");
    }

    [Fact]
    public async Task A_failed_receive_is_told_and_tried_with_a_second_reader_from_behind_the_last_batch()
    {
        _hub["0"].Publish(3);
        var fail = 0;
        _hub.ReceiveFailure = s => s.OwnerLevel.HasValue && Interlocked.Exchange(ref fail, 0) == 1 ? new InvalidOperationException("broken") : null;
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Count() == 3, "events");
        Volatile.Write(ref fail, 1);
        await Eventually.TrueAsync(() => _hub.ReadersOf("0").Count() == 2, "a second reader");
        _hub["0"].Publish(2);
        await Eventually.TrueAsync(() => processor.Seen("0").Count() == 5, "the other events");
        await processor.StopProcessingAsync();
        processor.Seen("0").ShouldBe([0L, 1L, 2L, 3L, 4L]);
        processor.Initialized.ShouldHaveSingleItem();
        var (exception, _, operation, _) = processor.Errors.ShouldHaveSingleItem();
        exception.ShouldBeOfType<InvalidOperationException>();
        operation.ShouldBe("Reading events from the Event Hubs service.");
        _hub.ReadersOf("0").Last().Position.ToString().ShouldBe("Offset: [20] | Inclusive: [False]");
    }

    [Fact]
    public async Task Two_readers_that_fail_in_a_row_end_the_processing_until_the_next_cycle()
    {
        var failures = 2;
        _hub.ReceiveFailure = s => s.OwnerLevel.HasValue && Interlocked.Decrement(ref failures) >= 0 ? new InvalidOperationException("broken") : null;
        _hub["0"].Publish(1);
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Seen("0").Any(), "the event");
        await processor.StopProcessingAsync();
        processor.Errors.Count.ShouldBe(2);
        processor.Initialized.Count.ShouldBe(2);
        processor.Stops.First().Reason.ShouldBe(ProcessingStoppedReason.OwnershipLost);
    }

    [Fact]
    public async Task A_partition_regained_during_a_slow_stop_handler_is_torn_down_when_that_ends()
    {
        var options = TestProcessor.Options();
        options.MaximumWaitTime = TimeSpan.FromMilliseconds(20);
        var release = new TaskCompletionSource();
        var processor = new TestProcessor(_hub, _store, options);
        processor.Stopped = (partition, _, _) => partition == processor.Initialized.First() ? release.Task : Task.CompletedTask;
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => _hub.ReadersOf("0").Any(), "a reader");
        _store.Put("0", "thief");
        await Eventually.TrueAsync(() => !processor.Stops.IsEmpty, "the stop");
        _store.Put("0", string.Empty);
        await Eventually.TrueAsync(() => processor.Initialized.Count == 2, "the partition again");
        await Eventually.TrueAsync(() => processor.Batches.Any(b => b.Partition == processor.Initialized.Last()), "a batch");

        release.SetResult();
        await Eventually.TrueAsync(() => processor.Initialized.Count == 3, "a third object");
        await Eventually.TrueAsync(() => !processor.Errors.IsEmpty, "the error of the second");
        processor.Errors.First().Exception.ShouldBeOfType<ObjectDisposedException>();
        processor.Errors.First().Operation.ShouldBe("Reading events from the Event Hubs service.");
        await processor.StopProcessingAsync();
        processor.Stops.ShouldNotContain(s => s.Partition == processor.Initialized.ElementAt(1));
    }

    [Fact]
    public async Task Exceptions_of_the_stop_handler_concern_nobody()
    {
        var processor = new TestProcessor(_hub, _store) { Stopped = (_, _, _) => throw new IOException("mine") };
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => _hub.ReadersOf("0").Any(), "a reader");
        await processor.StopProcessingAsync();
        processor.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_known_of_the_newest_event_can_be_read_while_the_partition_is_processed()
    {
        var processor = new TestProcessor(_hub, _store);
        Should.Throw<EventHubsException>(() => processor.LastEnqueued("0")).Reason.ShouldBe(EventHubsException.FailureReason.ClientClosed);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => _hub.ReadersOf("0").Any(), "a reader");
        await Eventually.TrueAsync(() => CanRead(processor), "the values");
        processor.LastEnqueued("0").SequenceNumber.ShouldBe(41);
        await processor.StopProcessingAsync();

        static bool CanRead(TestProcessor p)
        {
            try
            {
                return p.LastEnqueued("0").SequenceNumber is not null;
            }
            catch (EventHubsException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Two_processors_share_eight_partitions()
    {
        var hub = new ScriptedHub(8);
        var optionsOfB = TestProcessor.Options();
        optionsOfB.Identifier = "b";
        var a = new TestProcessor(hub, _store);
        var b = new TestProcessor(hub, _store, optionsOfB);
        await a.StartProcessingAsync();
        await Eventually.TrueAsync(() => a.Initialized.Count == 8, "all partitions");
        await b.StartProcessingAsync();
        await Eventually.TrueAsync(() => hub.PartitionIds.Count(id => _store.OwnerOf(id) == "b") == 4 && b.Initialized.Count == 4, "a half each");
        await Task.WhenAll(a.StopProcessingAsync(), b.StopProcessingAsync());
        hub.PartitionIds.ShouldAllBe(id => _store.OwnerOf(id)!.Length == 0);
    }
}
