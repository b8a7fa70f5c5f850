using Checkpointing.Conformance;
using Checkpointing.Resilience;

namespace Checkpointing.Abstractions.Tests.Resilience;

public sealed class StoreDeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly StoreCall Reading = new(StoreOperation.ListCheckpoints, new ConsumerGroup("ns", "hub", "group"));
    private static readonly StoreCall Writing = Reading with { Operation = StoreOperation.WriteCheckpoints };

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_finished_in_time_is_returned_and_the_rest_are_faults_of_their_partitions()
    {
        using StoreDeadline deadline = new(Limit, _time, Token);
        TaskCompletionSource isStuck = new();
        Task<PartitionResults<int>> running = deadline.EachAsync(Writing, [0, 1, 2, 3], Id, maxConcurrency: 1, (_, item, token) =>
        {
            if (item < 2)
            {
                return Now(item);
            }

            isStuck.SetResult();
            return Never(token);
        });

        await isStuck.Task;
        _time.Advance(Limit);
        PartitionResults<int> results = await running;

        results.Items.ShouldBe([0, 1]);
        results.Faults.ShouldAllBe(fault => fault.IsTransient && fault.Operation == StoreOperation.WriteCheckpoints && fault.Message.Contains("00:00:15"));

        // Partition 2 was under way and may have been written; 3 was never begun.
        results.Faults.Select(fault => (fault.PartitionId, fault.MayHaveBeenApplied)).ShouldBe([("2", true), ("3", false)]);
    }

    [Fact]
    public async Task The_time_runs_from_the_start_of_the_call_and_not_of_each_step()
    {
        using StoreDeadline deadline = new(Limit, _time, Token);
        (await deadline.RunAsync(Reading, _ => Now(7))).ShouldBe(7);
        _time.Advance(Limit - TimeSpan.FromSeconds(1));
        Task<PartitionResults<int>> running = deadline.EachAsync(Reading, [0], Id, maxConcurrency: 4, (_, _, token) => Never(token));

        _time.Advance(TimeSpan.FromSeconds(1));

        (await running).Faults.ShouldHaveSingleItem().MayHaveBeenApplied.ShouldBeFalse();
    }

    [Fact]
    public async Task A_step_that_all_depends_on_ends_the_call()
    {
        using StoreDeadline deadline = new(Limit, _time, Token);
        Task<int> running = deadline.RunAsync(Reading, Never);

        _time.Advance(Limit);
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => running);

        exception.PartitionId.ShouldBeNull();
        exception.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fault_of_one_partition_hides_nothing_of_the_others_and_no_result_is_none()
    {
        using StoreDeadline deadline = new(Limit, _time, Token);

        PartitionResults<string> results = await deadline.EachAsync<int, string>(Writing, [0, 1, 2], Id, maxConcurrency: 4, (call, item, _) => item switch
        {
            0 => Task.FromResult<string?>("won"),
            1 => Task.FromResult<string?>(null),
            _ => throw new CheckpointStoreException(call.Operation, call.Group, call.PartitionId, "struck"),
        });

        results.Items.ShouldBe(["won"]);
        results.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("2");
    }

    [Fact]
    public async Task Cancelling_ends_the_call_with_the_callers_own_token()
    {
        using CancellationTokenSource cancellation = new();
        using StoreDeadline deadline = new(Limit, _time, cancellation.Token);
        Task<PartitionResults<int>> running = deadline.EachAsync(Writing, [0, 1, 2], Id, maxConcurrency: 2, (_, _, token) => Never(token));

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => running)).CancellationToken.ShouldBe(cancellation.Token);
    }

    [Fact]
    public async Task No_more_are_under_way_at_once_than_allowed()
    {
        using StoreDeadline deadline = new(Limit, _time, Token);
        using SemaphoreSlim begun = new(0);
        TaskCompletionSource<int> gate = new();
        Task<PartitionResults<int>> running = deadline.EachAsync(Writing, [.. Enumerable.Range(0, 10)], Id, maxConcurrency: 3, (_, _, _) =>
        {
            begun.Release();
            return gate.Task;
        });

        for (int count = 0; count < 3; count++)
        {
            await begun.WaitAsync(Token);
        }

        begun.CurrentCount.ShouldBe(0);
        gate.SetResult(1);
        (await running).Items.Count.ShouldBe(10);
    }

    private static string Id(int item) => $"{item}";

    private static Task<int> Now(int result) => Task.FromResult(result);

    private async Task<int> Never(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        return 0;
    }
}
