using System.Collections.Concurrent;
using System.Text.Json;
using Checkpointing.Tests.Services;

namespace Interop.Tests;

/// <summary>A consumer on Microsoft's JavaScript SDK and its blob checkpoint store, which checkpoints every event. Its reports are collected as they come.</summary>
internal sealed class JavaScriptConsumer : IAsyncDisposable
{
    private readonly PeerProcess _process;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _reading;

    public JavaScriptConsumer(string connectionString, string hub, string consumerGroup, string blobConnectionString, string container)
    {
        _process = Node.Start(
            Path.Combine(AppContext.BaseDirectory, "Peers", "consumer.js"), connectionString, hub, consumerGroup, blobConnectionString, container);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The events in the order in which they were reported, with their partitions.</summary>
    public ConcurrentQueue<(string PartitionId, JsonElement Event)> Events { get; } = [];

    /// <summary>The last checkpointed sequence number of each partition.</summary>
    public ConcurrentDictionary<string, long> Checkpoints { get; } = [];

    /// <summary>The partitions that are being read.</summary>
    public ConcurrentDictionary<string, bool> Partitions { get; } = [];

    /// <summary>What went wrong, as the SDK told it.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>Stops the consumer gracefully and waits for its end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _process.EndInput();
        await _reading.WaitAsync(Eventually.Deadline, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _process.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            string line;
            try
            {
                line = await _process.ReadLineAsync(_disposed.Token);
            }
            catch (InvalidOperationException ended) when (ended.Message.Contains("code 0", StringComparison.Ordinal))
            {
                return;
            }

            Record(JsonDocument.Parse(line).RootElement);
        }
    }

    private void Record(JsonElement report)
    {
        if (report.TryGetProperty("event", out JsonElement received))
        {
            Events.Enqueue((report.GetProperty("partition").GetString()!, received));
        }
        else if (report.TryGetProperty("checkpoint", out JsonElement checkpointed))
        {
            Checkpoints[checkpointed.GetString()!] = report.GetProperty("sequenceNumber").GetInt64();
        }
        else if (report.TryGetProperty("started", out JsonElement started))
        {
            Partitions[started.GetString()!] = true;
        }
        else if (report.TryGetProperty("stopped", out JsonElement stopped))
        {
            Partitions.TryRemove(stopped.GetString()!, out _);
        }
        else
        {
            Errors.Enqueue(report.GetProperty("error").GetString()!);
        }
    }
}
