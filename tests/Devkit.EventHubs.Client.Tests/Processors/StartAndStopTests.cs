using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Devkit.EventHubs.Client.Tests.Support;

namespace Devkit.EventHubs.Client.Tests.Processors;

public class StartAndStopTests
{
    private readonly ScriptedHub _hub = new(2);
    private readonly FakeStore _store = new();

    [Fact]
    public async Task Starting_asks_the_store_for_the_partition_minus_one_and_reads_without_precedence()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        _store.CheckpointReads.ShouldContain("-1");
        var reader = _hub.Opened.Single(s => s.Identifier == "SV-me");
        reader.OwnerLevel.ShouldBeNull();
        reader.Position.ToString().ShouldBe("Earliest");
        reader.TrackLastEnqueuedEventProperties.ShouldBeFalse();
        processor.IsRunning.ShouldBeTrue();
        await processor.StopProcessingAsync();
        processor.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task There_is_a_connection_for_the_loop_one_for_the_validation_and_one_for_each_partition_and_all_are_closed()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => _hub.Connections.Count == 4, "four connections");
        await processor.StopProcessingAsync();
        await Eventually.TrueAsync(() => _hub.Connections.All(c => c.IsClosed), "closed connections");
        _hub.Connections.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(EventHubsException.FailureReason.ConsumerDisconnected)]
    [InlineData(EventHubsException.FailureReason.QuotaExceeded)]
    public async Task A_validation_reader_that_is_refused_in_favour_of_others_proves_the_group_readable(EventHubsException.FailureReason reason)
    {
        _hub.ReceiveFailure = s => s.OwnerLevel is null ? new EventHubsException("hub", "refused", reason) : null;
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task A_missing_hub_fails_the_start_and_stops_again()
    {
        _hub.PropertiesFailure = () => new EventHubsException("hub", "missing", EventHubsException.FailureReason.ResourceNotFound);
        var processor = new TestProcessor(_hub, _store);
        var failure = await Should.ThrowAsync<AggregateException>(() => processor.StartProcessingAsync());
        failure.InnerExceptions.ShouldHaveSingleItem().ShouldBeOfType<EventHubsException>();
        processor.IsRunning.ShouldBeFalse();

        // The stop lets go even of nothing.
        _store.Claims.ShouldContain(c => !c.Token.CanBeCanceled && c.Records.Count == 0);
        _hub.PropertiesFailure = null;
        await processor.StartProcessingAsync();
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task A_store_that_cannot_read_checkpoints_fails_the_start()
    {
        _store.InsteadOfGetCheckpoint = id => id == "-1" ? throw new IOException("down") : null;
        var processor = new TestProcessor(_hub, _store);
        (await Should.ThrowAsync<AggregateException>(() => processor.StartProcessingAsync())).InnerException.ShouldBeOfType<IOException>();
        Should.Throw<AggregateException>(() => processor.StartProcessing());
    }

    [Fact]
    public async Task A_store_that_cannot_list_or_claim_starts_all_the_same_and_is_asked_again_and_again()
    {
        _store.InsteadOfList = () => throw new IOException("down");
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Errors.Count > 3, "errors of several cycles");
        await processor.StopProcessingAsync();
        processor.Errors.ShouldAllBe(e => e.Partition == null && e.Operation == "Executing a load balancing cycle."
            && e.Token == CancellationToken.None && e.Exception.InnerException is IOException);
    }

    [Fact]
    public async Task A_cancelled_token_cancels_the_start()
    {
        var processor = new TestProcessor(_hub, _store);
        await Should.ThrowAsync<TaskCanceledException>(() => processor.StartProcessingAsync(new CancellationToken(true)));
        await Should.ThrowAsync<TaskCanceledException>(() => processor.StopProcessingAsync(new CancellationToken(true)));
        Should.Throw<TaskCanceledException>(() => processor.StartProcessing(new CancellationToken(true)));
        processor.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task Starting_twice_stopping_twice_and_stopping_before_starting_are_fine()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StopProcessingAsync();
        await processor.StartProcessingAsync();
        await processor.StartProcessingAsync();
        processor.StopProcessing();
        await processor.StopProcessingAsync();
        processor.StartProcessing();
        processor.IsRunning.ShouldBeTrue();
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task Stopping_waits_for_the_batch_handler_but_not_for_the_stop_handler()
    {
        var inHandler = new TaskCompletionSource();
        var releaseHandler = new TaskCompletionSource();
        var releaseStopHandler = new TaskCompletionSource();
        var stopHandlerEnded = new TaskCompletionSource();
        _hub["0"].Publish(1);
        var processor = new TestProcessor(_hub, _store)
        {
            Handling = (_, _, _) =>
            {
                inHandler.TrySetResult();
                return releaseHandler.Task;
            },
            Stopped = async (partition, _, _) =>
            {
                await releaseStopHandler.Task;
                if (partition.PartitionId == "0")
                {
                    stopHandlerEnded.SetResult();
                }
            },
        };
        await processor.StartProcessingAsync();
        await inHandler.Task.WithinLimit();
        var stopping = processor.StopProcessingAsync();
        stopping.IsCompleted.ShouldBeFalse();
        processor.Stops.Count(s => s.Partition.PartitionId == "0").ShouldBe(0);
        _store.OwnerOf("0").ShouldBe("me");

        releaseHandler.SetResult();
        await stopping.WithinLimit();
        stopHandlerEnded.Task.IsCompleted.ShouldBeFalse();
        processor.Stops.Count(s => s.Partition.PartitionId == "0").ShouldBe(1);
        _store.OwnerOf("0").ShouldBe(string.Empty);

        releaseStopHandler.SetResult();
        await stopHandlerEnded.Task.WithinLimit();
    }

    [Fact]
    public async Task Stopping_tells_the_reason_with_a_token_that_is_not_cancelled_and_lets_go_in_one_lazy_claim()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Initialized.Count == 2, "two partitions");
        await processor.StopProcessingAsync();
        processor.Stops.ShouldAllBe(s => s.Reason == ProcessingStoppedReason.Shutdown && !s.TokenIsCancelled);
        var letGo = _store.Claims.Last();
        letGo.Records.Count.ShouldBe(2);
        letGo.Given.ShouldNotBeAssignableTo<IReadOnlyCollection<EventProcessorPartitionOwnership>>();
        letGo.Token.CanBeCanceled.ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_to_let_go_fails_the_stop_and_blocks_the_next_start_until_a_stop_succeeds()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Initialized.Count == 2, "two partitions");
        _store.InsteadOfClaim = records => records.Any(r => r.OwnerIdentifier.Length == 0) ? throw new IOException("down") : null;
        await Should.ThrowAsync<IOException>(() => processor.StopProcessingAsync());
        processor.IsRunning.ShouldBeFalse();
        await processor.StartProcessingAsync();
        processor.IsRunning.ShouldBeFalse();
        _store.InsteadOfClaim = null;
        await processor.StopProcessingAsync();
        await processor.StartProcessingAsync();
        processor.IsRunning.ShouldBeTrue();
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task A_loop_without_a_connection_is_fatal_and_stops_the_processor()
    {
        var processor = new TestProcessor(_hub, _store);
        var connect = processor.Connect;
        var first = 1;

        // The loop opens its connection concurrently with the validation; failing all of them keeps the outcome the same.
        processor.Connect = () => Volatile.Read(ref first) == 1 ? throw new InvalidOperationException("no connection") : connect();
        await Should.ThrowAsync<AggregateException>(() => processor.StartProcessingAsync());
        await Eventually.TrueAsync(() => !processor.Errors.IsEmpty, "an error");
        var (exception, partition, operation, _) = processor.Errors.First();
        var fatal = exception.ShouldBeOfType<EventHubsException>();
        fatal.Reason.ShouldBe(EventHubsException.FailureReason.InvalidClientState);
        fatal.IsTransient.ShouldBeFalse();
        fatal.Message.ShouldStartWith("FATAL");
        partition.ShouldBeNull();
        operation.ShouldBe("Performing the main Event Processor loop.");

        Volatile.Write(ref first, 0);
        await processor.StopProcessingAsync();
        await processor.StartProcessingAsync();
        processor.IsRunning.ShouldBeTrue();
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task Bad_intervals_are_warned_of()
    {
        var options = TestProcessor.Options();
        options.LoadBalancingUpdateInterval = TimeSpan.FromSeconds(2);
        options.PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(3);
        var processor = new TestProcessor(_hub, _store, options);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => !processor.Errors.IsEmpty, "a warning");
        await processor.StopProcessingAsync();
        var (exception, partition, operation, _) = processor.Errors.ShouldHaveSingleItem();
        partition.ShouldBeNull();
        operation.ShouldBe("Executing a load balancing cycle.");
        var warning = exception.ShouldBeOfType<EventHubsException>();
        warning.IsTransient.ShouldBeTrue();
        warning.EventHubName.ShouldBe("hub");
        warning.Message.ShouldContain("3 times");
    }

    [Fact]
    public async Task A_slow_cycle_is_warned_of()
    {
        var options = TestProcessor.Options();
        options.LoadBalancingUpdateInterval = TimeSpan.FromMilliseconds(10);
        options.PartitionOwnershipExpirationInterval = TimeSpan.FromMilliseconds(100);
        _store.InsteadOfList = async () =>
        {
            await Task.Delay(80);
            return [];
        };
        var processor = new TestProcessor(_hub, _store, options);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => !processor.Errors.IsEmpty, "a warning");
        await processor.StopProcessingAsync();
        processor.Errors.First().Operation.ShouldBe("Performing the main Event Processor loop.");
        processor.Errors.First().Exception.ShouldBeOfType<EventHubsException>().IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Trouble_with_the_partition_ids_is_told_and_the_cycles_go_on()
    {
        var processor = new TestProcessor(_hub, _store) { InsteadOfListingPartitions = () => throw new IOException("down") };
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Errors.Count > 2, "errors of several cycles");
        processor.Errors.ShouldAllBe(e => e.Operation == "Retrieving list of partition identifiers from a Consumer Client." && e.Exception is IOException);
        processor.InsteadOfListingPartitions = null;
        await Eventually.TrueAsync(() => processor.Initialized.Count == 2, "two partitions");
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task A_cancellation_out_of_listing_partitions_ends_the_loop_silently_while_partitions_go_on()
    {
        var processor = new TestProcessor(_hub, _store);
        await processor.StartProcessingAsync();
        await Eventually.TrueAsync(() => processor.Initialized.Count == 2, "two partitions");
        processor.InsteadOfListingPartitions = () => throw new TaskCanceledException();
        await Eventually.TrueAsync(() => !processor.IsRunning, "the end of the loop");
        processor.Errors.ShouldBeEmpty();
        _hub["0"].Publish(3);
        await Eventually.TrueAsync(() => processor.Seen("0").Count() == 3, "events");
        await processor.StartProcessingAsync();
        processor.IsRunning.ShouldBeFalse();
        processor.InsteadOfListingPartitions = null;
        await processor.StopProcessingAsync();
        _store.OwnerOf("0").ShouldBe(string.Empty);
    }
}
