using System.Globalization;
using Devkit.Amqp;

namespace BrokerThroughput;

/// <summary>Runs the same loop for every partition.</summary>
internal static class Workers
{
    /// <summary>Runs them all until they end, which they do by being stopped: that alone is no error.</summary>
    public static Task RunAsync(int count, Func<string, Task> worker, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(async index =>
        {
            try
            {
                await Task.Run(() => worker(index.ToString(CultureInfo.InvariantCulture)), stop);
            }
            catch (Exception end) when (stop.IsCancellationRequested && end is OperationCanceledException or AmqpException)
            {
                _ = end;
            }
        }));
}
