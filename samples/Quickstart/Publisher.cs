using System.Diagnostics;
using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace Quickstart;

/// <summary>Publishes the events of a run evenly over the partitions, spread over some seconds so that there is a middle in which to crash.</summary>
internal sealed class Publisher(EventHubProducerClient producer, IReadOnlyList<string> partitionIds, int events)
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);

    private const int Steps = 240;
    private const int FirstSteps = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private int _published;

    public int Published => Volatile.Read(ref _published);

    public double Progress => (double)Published / events;

    /// <param name="hasBegun">Whether any event is processed. Until then no more than the first few are published: all the rest at once would have no middle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task PublishAsync(Func<bool> hasBegun, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan waited = TimeSpan.Zero;
        for (int step = 1; step <= Steps; step++)
        {
            if (step == FirstSteps)
            {
                waited = await UntilBegunAsync(hasBegun, cancellationToken);
            }

            int target = (int)((long)events * step / Steps);
            int each = (target - Published) / partitionIds.Count;
            int rest = (target - Published) % partitionIds.Count;
            for (int index = 0; index < partitionIds.Count; index++)
            {
                // The remainder goes to other partitions at each step, so that all end within one event of each other or nearly so.
                int count = each + ((index + step) % partitionIds.Count < rest ? 1 : 0);
                await PublishAsync(partitionIds[index], count, cancellationToken);
            }

            TimeSpan early = (Duration * step / Steps) + waited - clock.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }
        }
    }

    /// <returns>How long it took.</returns>
    private static async Task<TimeSpan> UntilBegunAsync(Func<bool> hasBegun, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!hasBegun() && clock.Elapsed < Patience)
        {
            await Task.Delay(PollInterval, cancellationToken);
        }

        return clock.Elapsed;
    }

    private async Task PublishAsync(string partitionId, int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            using EventDataBatch batch = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionId = partitionId }, cancellationToken);
            while (batch.Count < count && batch.TryAdd(new EventData(Encoding.UTF8.GetBytes($"order {Published + batch.Count}"))))
            {
            }

            await producer.SendAsync(batch, cancellationToken);
            Interlocked.Add(ref _published, batch.Count);
            count -= batch.Count;
        }
    }
}
