using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>What the processor costs, in what can be counted: bytes and calls. What it costs in time, a command of the benchmarks tells.</summary>
public sealed class OverheadTests
{
    private const int Batches = 200;

    /// <summary>Above what the thread pool's queue and a list that grows take now and then, below the smallest object there is (24 bytes).</summary>
    private const double LeastBytes = 2;

    /// <summary>What a batch is allowed to cost, however many events it has: a task, a token, a timer and a registration.</summary>
    private const double BytesOfBatch = 800;

    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("manual")]
    [InlineData("every event")]
    [InlineData("every 1000 events or every 5s")]
    public async Task An_event_costs_no_allocation_beyond_those_of_its_batch(string policy)
    {
        double small = await BytesPerBatchAsync(policy, 10);
        double large = await BytesPerBatchAsync(policy, 210);
        ((large - small) / 200).ShouldBeLessThan(LeastBytes);
        small.ShouldBeLessThan(BytesOfBatch);
    }

    [Fact]
    public async Task An_idle_processor_lists_at_each_look_and_renews_once_in_an_interval()
    {
        var driven = new DrivenProcessor();
        string[] calls = await IdleAsync(driven, driven.Processor);
        calls.Count(call => call == "list").ShouldBe(800);
        calls.Count(call => call.StartsWith("claim")).ShouldBe(20);
        calls.Length.ShouldBe(820);
    }

    [Fact]
    public async Task An_idle_processor_lists_once_in_an_interval_where_a_list_tells_of_no_requests()
    {
        var driven = new DrivenProcessor();
        driven.Store.HoldsRequests = false;
        string[] calls = await IdleAsync(driven, driven.Make("other"));
        calls.Count(call => call == "list").ShouldBe(20);
        calls.Count(call => call.StartsWith("claim")).ShouldBe(20);
        calls.Length.ShouldBe(40);
    }

    /// <summary>The sequential path from the SDK's batch to the handler and back, all of it on this thread.</summary>
    private static async Task<double> BytesPerBatchAsync(string policy, int count)
    {
        var clock = new ManualTimeProvider();
        var options = new EventHubsProcessorOptions
        {
            ConnectionString = TestProcessor.ConnectionString,
            CheckpointPolicy = CheckpointPolicy.Parse(policy),
            MaxUncheckpointedEvents = null,
        };
        var processor = new SdkSide(EventHubsProcessor.Create(new InMemoryCheckpointStore(clock), new Nothing(), options, timeProvider: clock));
        EventProcessorPartition partition = await processor.StartAsync("0");
        EventData[][] batches = [.. Enumerable.Range(0, 2 * Batches).Select(index => Events.Range((long)index * count, count))];
        Deliver(batches[..Batches]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Deliver(batches[Batches..]);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Batches;

        void Deliver(EventData[][] events)
        {
            foreach (EventData[] batch in events)
            {
                processor.DeliverAsync(partition, batch).IsCompletedSuccessfully.ShouldBeTrue();
            }
        }
    }

    /// <summary>Plays the SDK's balancer for ten minutes.</summary>
    /// <returns>The calls that came of it.</returns>
    private static async Task<string[]> IdleAsync(DrivenProcessor driven, TestProcessor processor)
    {
        EventProcessorPartitionOwnership[] owned = await processor.ClaimNewAsync([.. Enumerable.Range(0, 32).Select(id => $"{id}")]);
        int before = driven.Store.Calls.Length;
        TimeSpan tick = CheckpointingProcessorOptions.DefaultOwnershipWatchInterval;
        for (TimeSpan passed = TimeSpan.Zero; passed < TenMinutes; passed += tick)
        {
            driven.Clock.Advance(tick);
            owned = await processor.TickAsync(owned);
            (await processor.ListAtOnceAsync()).Length.ShouldBe(32);
        }

        owned.Length.ShouldBe(32);
        return driven.Store.Calls[before..];
    }

    private sealed class Nothing : IEventHandler
    {
        public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
