using System.Runtime.CompilerServices;
using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Processor.Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>Checkpoints that were read early are given once, and only to the epoch for which they were read.</summary>
public sealed class CheckpointReadsTests
{
    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    private readonly InMemoryCheckpointStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 9)]
    public async Task What_was_read_early_is_for_the_epoch_of_its_claim_alone(long epochsLater, long expected)
    {
        (CheckpointReads reads, PartitionOwnership won) = await WinAsync();
        await reads.ReadAsync("1", won.Epoch, Token);
        await WriteAsync(won.Epoch, 9);

        (await reads.ReadAsync("0", won.Epoch + epochsLater, Token))!.SequenceNumber.ShouldBe(expected);
    }

    [Fact]
    public async Task What_was_read_early_is_given_once()
    {
        (CheckpointReads reads, PartitionOwnership won) = await WinAsync();
        (await reads.ReadAsync("0", won.Epoch, Token))!.SequenceNumber.ShouldBe(7);
        await WriteAsync(won.Epoch, 9);

        (await reads.ReadAsync("0", won.Epoch, Token))!.SequenceNumber.ShouldBe(9);
    }

    [Fact]
    public async Task Where_epochs_are_not_told_apart_nothing_is_read_early()
    {
        await WinAsync();
        var store = new ControlledStore(_store);
        CheckpointReads reads = new(store, Group);
        reads.Begin([.. (await _store.ListOwnershipAsync(Group, Token)).Items.Select(record => record with { Epoch = 0 })]);

        await reads.ReadAsync("0", 0, Token);
        store.Calls.ShouldBe(["read 0"]);
    }

    [Fact]
    public async Task An_early_read_that_fails_and_that_nobody_needs_is_no_error_of_anybodys()
    {
        CheckpointStoreException fault = ControlledStore.Fault(StoreOperation.ListCheckpoints);
        bool isUnobserved = false;
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, args) => isUnobserved |= args.Exception.InnerExceptions.Contains(fault);
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await FailAsync(fault);
            for (int collection = 0; collection < 3; collection++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        isUnobserved.ShouldBeFalse();
    }

    /// <summary>Begins an early read that fails, and forgets it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task FailAsync(CheckpointStoreException fault)
    {
        await WinAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource();
        var store = new ControlledStore(_store)
        {
            Before = _ =>
            {
                begun.SetResult();
                return answer.Task;
            },
        };
        new CheckpointReads(store, Group).Begin((await _store.ListOwnershipAsync(Group, Token)).Items);
        await begun.Task;
        answer.SetException(fault);
    }

    /// <summary>Wins four partitions at once, of which the first has a checkpoint.</summary>
    private async Task<(CheckpointReads Reads, PartitionOwnership Won)> WinAsync()
    {
        string[] partitionIds = ["0", "1", "2", "3"];
        PartitionResults<PartitionOwnership> won = await _store.ClaimOwnershipAsync(Group, [.. partitionIds.Select(id => new OwnershipClaim(id, "a", "1", Version: null))], Token);
        PartitionOwnership first = won.Items.Single(record => record.PartitionId == "0");
        await WriteAsync(first.Epoch, 7);
        CheckpointReads reads = new(_store, Group);
        reads.Begin(won.Items);
        return (reads, first);
    }

    private async Task WriteAsync(long epoch, long sequenceNumber) =>
        (await _store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", sequenceNumber, null, epoch, "a")], Token)).Items.Single().Outcome.ShouldBe(CheckpointOutcome.Written);
}
