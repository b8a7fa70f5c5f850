using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>A reader of a <see cref="ScriptedHub"/>.</summary>
internal sealed class ScriptedConsumer : ITransportConsumer
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(60);

    private readonly ScriptedHub _hub;
    private readonly ConsumerSettings _settings;
    private int _next;

    public ScriptedConsumer(ScriptedHub hub, ConsumerSettings settings)
    {
        _hub = hub;
        _settings = settings;
        _next = hub[settings.PartitionId].IndexOf(settings.Position);
    }

    public bool IsClosed { get; private set; }

    public LastEnqueuedEventProperties LastEnqueued { get; } = new(41, "410", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    public async Task<IReadOnlyList<EventData>> ReceiveAsync(int maximumEventCount, TimeSpan? maximumWaitTime, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(maximumWaitTime ?? TryTimeout);
        while (true)
        {
            if (_hub.ReceiveFailure?.Invoke(_settings) is { } failure)
            {
                throw failure;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var (events, changed) = _hub[_settings.PartitionId].Read(_next, maximumEventCount);
            if (events.Count > 0)
            {
                _next += events.Count;
                return events;
            }

            try
            {
                // In slices: a failure that is set meanwhile shows without an event.
                await changed.WaitAsync(TimeSpan.FromMilliseconds(10), limit.Token);
            }
            catch (TimeoutException)
            {
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Array.Empty<EventData>();
            }
        }
    }

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }
}
