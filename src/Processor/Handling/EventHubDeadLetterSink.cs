using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing.Processor.Hosting;

namespace Checkpointing.Processor.Handling;

/// <summary>
/// Sends dead letters to another event hub: the event with its body, its properties and its partition key, so that order per key holds there too, and what became of it in
/// application properties with the names of <see cref="DeadLetterProperties"/>.
/// </summary>
/// <remarks>It connects with the first dead letter. What does not fit is cut from the exception's stack and message, never from the event; an event that does not fit by itself is a failure.</remarks>
public sealed class EventHubDeadLetterSink : IDeadLetterSink, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly EventHubDeadLetterOptions _options;
    private readonly TokenCredential? _credential;
    private EventHubProducerClient? _producer;

    /// <summary>Makes a sink.</summary>
    /// <param name="options">Which event hub.</param>
    /// <exception cref="ArgumentException">An option is missing or wrong; the message says what is allowed.</exception>
    public EventHubDeadLetterSink(EventHubDeadLetterOptions options)
        : this(options, null)
    {
    }

    internal EventHubDeadLetterSink(EventHubDeadLetterOptions options, TokenCredential? credential)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] violations = [.. DeadLetterViolations.Find(options).Select(EventHubsProcessorOptionsValidator.Format)];
        if (violations.Length > 0)
        {
            throw new ArgumentException(string.Join(' ', violations), nameof(options));
        }

        _options = options;
        _credential = options.Credential ?? credential;
    }

    /// <inheritdoc/>
    /// <exception cref="EventHubsException">The event hub did not take it, or the event does not fit into what the event hub takes.</exception>
    public async Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        EventHubProducerClient producer = Producer();
        using EventDataBatch batch = await producer.CreateBatchAsync(
            new CreateBatchOptions { PartitionKey = letter.Event.PartitionKey }, cancellationToken).ConfigureAwait(false);
        if (!DeadLetterMessage.TryAdd(letter, batch))
        {
            throw new EventHubsException(
                isTransient: false,
                producer.EventHubName,
                $"Event {letter.SequenceNumber} of partition {letter.PartitionId} does not fit as a dead letter: the event hub '{producer.EventHubName}' takes {batch.MaximumSizeInBytes} bytes.",
                EventHubsException.FailureReason.MessageSizeExceeded);
        }

        await producer.SendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection. A dead letter that comes later opens a new one.</summary>
    public async ValueTask DisposeAsync()
    {
        EventHubProducerClient? producer;
        lock (_lock)
        {
            producer = _producer;
            _producer = null;
        }

        if (producer is not null)
        {
            await producer.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private EventHubProducerClient Producer()
    {
        lock (_lock)
        {
            return _producer ??= Connect();
        }
    }

    private EventHubProducerClient Connect()
    {
        var options = new EventHubProducerClientOptions { RetryOptions = _options.RetryOptions };
        if (string.IsNullOrWhiteSpace(_options.ConnectionString))
        {
            return new EventHubProducerClient(
                _options.FullyQualifiedNamespace!, _options.EventHubName!, _credential ?? new Azure.Identity.DefaultAzureCredential(), options);
        }

        return string.IsNullOrWhiteSpace(_options.EventHubName) || ConnectionStrings.NamesHub(_options.ConnectionString)
            ? new EventHubProducerClient(_options.ConnectionString, options)
            : new EventHubProducerClient(_options.ConnectionString, _options.EventHubName, options);
    }
}
