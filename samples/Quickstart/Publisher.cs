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
    private int _published;

    public int Published => Volatile.Read(ref _published);

    public double Progress => (double)Published / events;

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (int step = 1; step <= Steps; step++)
        {
            int target = (int)((long)events * step / Steps);
            int each = (target - Published) / partitionIds.Count;
            int rest = (target - Published) % partitionIds.Count;
            for (int index = 0; index < partitionIds.Count; index++)
            {
                // The remainder goes to other partitions at each step, so that all end within one event of each other or nearly so.
                int count = each + ((index + step) % partitionIds.Count < rest ? 1 : 0);
                await PublishAsync(partitionIds[index], count, cancellationToken);
            }

            TimeSpan early = (Duration * step / Steps) - clock.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }
        }
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
