using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>What a stop leaves at the store, whatever is under way when it comes, and also if nobody waits for its end.</summary>
public sealed class StopTests
{
    private readonly DrivenProcessor _driven = new(configure: options => options.HandoverTimeout = TimeSpan.FromSeconds(10));

    private TestProcessor Processor => _driven.Processor;

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_stop_gives_up_also_what_is_being_handed_over_and_whoever_no_longer_waits_for_it_changes_nothing(bool isCancelled, bool isAnswered)
    {
        await Processor.ClaimNewAsync("0", "1");
        TaskCompletionSource answer = await HoldHandoverAsync("0");
        using var token = new CancellationTokenSource();
        Task stop = Processor.StopProcessingAsync(token.Token);
        stop.IsCompleted.ShouldBeFalse("the release is under way");
        if (isCancelled)
        {
            await token.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => stop);
        }

        Answer(answer, isAnswered);
        await _driven.AdvanceUntilAsync(() => stop.IsCompleted && OwnersAsync().GetAwaiter().GetResult().All(owner => owner.Length == 0), TimeSpan.FromMilliseconds(50), "the release of all");
    }

    [Fact]
    public async Task A_stop_that_blocks_its_thread_and_is_cancelled_gives_up_the_same()
    {
        await Processor.ClaimNewAsync("0", "1");
        using var token = new CancellationTokenSource();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _driven.Store.Before = operation =>
        {
            // The stop looks for what is left to give up.
            token.Cancel();
            return operation == StoreOperation.ListOwnership ? answer.Task : Task.CompletedTask;
        };
        Should.Throw<OperationCanceledException>(() => Processor.StopProcessing(token.Token));
        answer.SetResult();
        await Eventually.UntilAsync(() => OwnersAsync().GetAwaiter().GetResult().All(owner => owner.Length == 0), "the release of all");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_release_of_the_SDK_that_meets_a_handover_under_way_leaves_nothing_behind(bool isAnswered)
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1");
        TestPartition partition = await Processor.InitializeAsync("0");
        await Processor.DeliverAsync(partition, Events.Range(0, 5));
        TaskCompletionSource answer = await HoldHandoverAsync("0");
        await Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        Task release = Processor.RelinquishAsync(owned);
        release.IsCompleted.ShouldBeFalse("the handover comes first");
        Answer(answer, isAnswered);
        await _driven.AdvanceUntilAsync(() => release.IsCompleted, TimeSpan.FromMilliseconds(50), "the release");
        await release;
        (await OwnersAsync()).ShouldBe(["", ""]);
        (await _driven.StoredAsync("0")).ShouldBe(4);
    }

    [Fact]
    public async Task A_start_waits_until_a_stop_on_another_thread_has_given_up_what_was_held()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        var gate = new TaskCompletionSource();
        Processor.Stopped = (_, _) => gate.Task;
        await Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        Task stop = Processor.StopProcessingAsync(TestContext.Current.CancellationToken);
        int before = _driven.Store.Calls.Length;
        Task start = Processor.StartProcessingAsync(TestContext.Current.CancellationToken);

        _driven.Store.Calls.Length.ShouldBe(before, "what it claims now would be given up with the rest");
        gate.SetResult();
        await stop;
        await Should.ThrowAsync<AggregateException>(() => start, "there is no hub");
        _driven.Store.Calls[before..(before + 2)].ShouldBe(["list", "release 0"]);
    }

    /// <summary>Has another processor ask for a partition, and holds the release at the store until the test answers it.</summary>
    private async Task<TaskCompletionSource> HoldHandoverAsync(string partitionId)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _driven.Store.Before = operation => operation == StoreOperation.ClaimOwnership && reached.TrySetResult() ? answer.Task : Task.CompletedTask;
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest(partitionId, "me", "other")], default);
        await Processor.ListAsync();
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    private static void Answer(TaskCompletionSource held, bool isAnswered)
    {
        if (isAnswered)
        {
            held.SetResult();
        }
        else
        {
            held.SetException(ControlledStore.Fault(StoreOperation.ClaimOwnership));
        }
    }

    private async Task<IEnumerable<string>> OwnersAsync() =>
        (await _driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Select(record => record.OwnerId);
}
