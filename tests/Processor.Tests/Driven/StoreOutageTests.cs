using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

public sealed class StoreOutageTests
{
    [Theory]
    [InlineData(StoreOutagePolicy.Continue, 2)]
    [InlineData(StoreOutagePolicy.Pause, 1)]
    public async Task A_store_that_is_gone_for_longer_than_partitions_live_is_met_as_the_policy_says(StoreOutagePolicy policy, int handledMeanwhile)
    {
        var driven = new DrivenProcessor("every 1000 events", options => options.StoreOutagePolicy = policy);
        (TestPartition partition, _) = await driven.StartAsync("0");
        int handled = 0;
        driven.Processor.Handler = (_, _, _) =>
        {
            handled++;
            return Task.CompletedTask;
        };
        bool isGone = true;
        driven.Store.Before = operation => isGone ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        await FailingListAsync(driven);
        await driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        handled.ShouldBe(1, "a short outage stops nobody");

        driven.Clock.Advance(TimeSpan.FromMinutes(2));
        await FailingListAsync(driven);
        Task delivery = driven.Processor.DeliverAsync(partition, [Events.At(1)]);
        handled.ShouldBe(handledMeanwhile);

        isGone = false;
        await driven.Processor.ListAsync();
        await delivery;
        handled.ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_of_the_store_is_an_answer()
    {
        var driven = new DrivenProcessor(configure: options => options.StoreOutagePolicy = StoreOutagePolicy.Pause);
        (TestPartition partition, _) = await driven.StartAsync("0");
        driven.Store.Before = operation => throw ControlledStore.Fault(operation, isTransient: false);
        await FailingListAsync(driven);
        driven.Clock.Advance(TimeSpan.FromMinutes(3));
        await FailingListAsync(driven);
        Task delivered = driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        await Eventually.UntilAsync(() => delivered.IsCompleted, "a processor that goes on");
        await delivered;
    }

    [Fact]
    public async Task An_outage_is_an_error_once_in_an_interval_and_costs_no_partition()
    {
        var driven = new DrivenProcessor();
        EventProcessorPartitionOwnership[] owned = await driven.Processor.ClaimNewAsync("0", "1");
        driven.Store.Before = operation => throw ControlledStore.Fault(operation);
        driven.Clock.Advance(TimeSpan.FromSeconds(30));
        int errors = 0;
        DateTimeOffset end = driven.Clock.GetUtcNow() + TimeSpan.FromSeconds(89);
        while (driven.Clock.GetUtcNow() < end)
        {
            errors += await FailsAsync(driven, async () => owned = await driven.Processor.TickAsync(owned)) ? 1 : 0;
            errors += await FailsAsync(driven, () => driven.Processor.ListAsync()) ? 1 : 0;
        }

        errors.ShouldBeInRange(2, 4);
        owned.Length.ShouldBe(2);
    }

    private static async Task<bool> FailsAsync(DrivenProcessor driven, Func<Task> call)
    {
        Task task = call();
        await driven.AdvanceUntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(100), "the pause after a failure");
        return (await Record.ExceptionAsync(() => task)) is CheckpointStoreException;
    }

    private static async Task FailingListAsync(DrivenProcessor driven)
    {
        Task list = driven.Processor.ListAsync();
        await driven.AdvanceUntilAsync(() => list.IsCompleted, TimeSpan.FromMilliseconds(50), "the pause after a failure");
        await Should.ThrowAsync<CheckpointStoreException>(list);
    }
}
