using System.Collections.Concurrent;
using Checkpointing.Conformance;
using Checkpointing.Tracking;
using Checkpointing.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace Checkpointing.Abstractions.Tests.Writing;

public sealed class CheckpointWriterModelTests
{
    private const int Partitions = 4;

    [Fact]
    public void Under_random_faults_nothing_is_overtaken_invented_or_left_behind() =>
        Prop.ForAll<byte[], int>((steps, seed) => RunAsync(steps, seed).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(200));

    private static async Task RunAsync(byte[] steps, int seed)
    {
        var clock = new ManualTimeProvider();
        var random = new Random(seed);
        var stored = new ConcurrentDictionary<string, long>();
        long[] posted = new long[Partitions];
        bool isInvented = false;
        var store = new ScriptedStore(async writes =>
        {
            await Task.Yield();
            isInvented |= writes.Any(write => write.SequenceNumber > Volatile.Read(ref posted[int.Parse(write.PartitionId)]));
            return Answer(writes, random, stored);
        });
        await using var writer = new CheckpointWriter(
            store, Answers.Group, "me", new CheckpointWriterOptions { Rest = TimeSpan.FromMilliseconds((seed & 1) * 20) }, clock, new Random(seed));
        PartitionCheckpoints[] partitions = [.. Enumerable.Range(0, Partitions).Select(index => writer.Open($"{index}", 1))];
        foreach (byte step in steps)
        {
            int partition = step % Partitions;
            long sequenceNumber = Interlocked.Add(ref posted[partition], 1 + (step / 64));
            partitions[partition].Post(new ProcessedPosition(sequenceNumber, null, sequenceNumber));
            if (step % 5 == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(10));
            }

            if (step % 7 == 0)
            {
                await Task.Yield();
            }
        }

        await FlushAsync(partitions, clock);
        isInvented.ShouldBeFalse("nothing is written that was not posted");
        store.Overlapped.ShouldBeFalse();
        store.Calls.ShouldAllBe(call => call.Select(write => write.PartitionId).Distinct().Count() == call.Length);
        for (int partition = 0; partition < Partitions; partition++)
        {
            stored.GetValueOrDefault($"{partition}").ShouldBe(posted[partition], "the last posted position is stored in the end");
            store.Calls.SelectMany(call => call).Where(write => write.PartitionId == $"{partition}").Select(write => write.SequenceNumber)
                .ShouldBeInOrder(SortDirection.Ascending);
        }
    }

    private static async Task FlushAsync(PartitionCheckpoints[] partitions, ManualTimeProvider clock)
    {
        Task all = Task.WhenAll(partitions.Select(async partition =>
        {
            while (true)
            {
                try
                {
                    await partition.FlushAsync(default);
                    return;
                }
                catch (CheckpointStoreException exception) when (!exception.IsTransient)
                {
                    // Told to those who wait; the writer goes on.
                }
            }
        }));
        while (!all.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await all;
    }

    private static PartitionResults<CheckpointWriteResult> Answer(
        IReadOnlyList<CheckpointWrite> writes, Random random, ConcurrentDictionary<string, long> stored)
    {
        if (random.Next(5) == 0)
        {
            throw Answers.Fault(isTransient: random.Next(2) == 0);
        }

        var items = new List<CheckpointWriteResult>();
        var faults = new List<CheckpointStoreException>();
        foreach (CheckpointWrite write in writes)
        {
            bool isApplied = random.Next(4) != 0;
            bool isAhead = write.SequenceNumber > stored.GetValueOrDefault(write.PartitionId);
            if (isApplied)
            {
                stored[write.PartitionId] = Math.Max(write.SequenceNumber, stored.GetValueOrDefault(write.PartitionId));
            }

            if (!isApplied || random.Next(4) == 0)
            {
                // Applied or not: a lost acknowledgement looks the same.
                faults.Add(Answers.Fault(write.PartitionId));
            }
            else
            {
                items.Add(new CheckpointWriteResult(write.PartitionId, isAhead ? CheckpointOutcome.Written : CheckpointOutcome.Stale));
            }
        }

        return new PartitionResults<CheckpointWriteResult>(items, faults);
    }
}
