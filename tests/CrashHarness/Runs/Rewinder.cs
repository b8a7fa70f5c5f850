using System.Globalization;
using Checkpointing;
using CrashHarness.Faults;
using CrashHarness.Journals;
using CrashHarness.Oracle;
using CrashHarness.Stores;

namespace CrashHarness.Runs;

/// <summary>Moves partitions back, and keeps what was done.</summary>
internal sealed class Rewinder(StoreUnderTest store, ConsumerGroup group, int partitions, Action<string> tell)
{
    /// <summary>The name under which the run writes to the store.</summary>
    public const string Name = "crash-harness";

    /// <summary>How far a rewind goes as a rule: further ones would fill the run with replays.</summary>
    private const int UsualDistance = 400;

    /// <summary>How many of ten rewinds go back to anywhere.</summary>
    private const double FarShare = 0.1;

    private const int Attempts = 10;

    private readonly List<Rewind> _done = [];

    public IReadOnlyList<Rewind> Done => _done;

    public async Task RewindAsync(PlannedFault fault)
    {
        string partitionId = ((int)(fault.Pick * partitions)).ToString(CultureInfo.InvariantCulture);
        TimeSpan begin = MonotonicTime.Now;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                long stored = (await store.Store.ReadCheckpointAsync(group, partitionId, CancellationToken.None))?.SequenceNumber ?? -1;
                long position = fault.Size < FarShare
                    ? (long)((stored + 1) * fault.Size / FarShare) - 1
                    : Math.Max(-1, stored - (long)(UsualDistance * fault.Size));
                PartitionResults<PartitionRewound> results =
                    await store.Operator.RewindAsync(group, [new PartitionRewind(partitionId, position, null, Name)], CancellationToken.None);
                if (results.Faults.Count > 0)
                {
                    throw results.Faults[0];
                }

                PartitionRewound rewound = results.Items.Single();
                _done.Add(new Rewind(partitionId, position, rewound.Epoch, begin, MonotonicTime.Now));
                tell($"partition {partitionId} is rewound from {rewound.Previous?.SequenceNumber ?? -1} to {position}, epoch {rewound.Epoch}");
                return;
            }
            catch (CheckpointStoreException) when (attempt < Attempts)
            {
                // A first one may have been applied all the same; the second sees where it has led.
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
