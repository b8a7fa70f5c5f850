using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

/// <summary>A handler whose calls end when the test says so, each event by itself. One whose body begins with "zombie" ignores its token.</summary>
internal sealed class HandlerGates
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _gates = new();
    private readonly ConcurrentQueue<long> _started = new();
    private readonly ConcurrentQueue<long> _cancelled = new();
    private readonly HashSet<long> _running = [];
    private readonly HashSet<long> _finished = [];
    private volatile bool _isOpen;

    public Action<EventData, ProcessingContext, CancellationToken> OnStart { get; set; } = (_, _, _) => { };

    public long[] Started => [.. _started];

    public long[] Cancelled => [.. _cancelled];

    /// <summary>Starts a partition of which eight events may run at once, each until its gate is opened, and a failure stops it.</summary>
    public Task<HandledPartition> StartAsync(Action<EventHubsProcessorOptions>? configure = null) => HandledPartition.StartAsync(
        HandleAsync,
        options =>
        {
            options.MaxConcurrentEvents = 8;
            options.HandlerRetry.MaxRetries = 0;
            configure?.Invoke(options);
        });

    public async Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        long number = eventData.SequenceNumber;
        _started.Enqueue(number);
        OnStart(eventData, context, cancellationToken);
        lock (_running)
        {
            _running.Add(number);
        }

        try
        {
            bool isZombie = eventData.EventBody.ToString().StartsWith("zombie", StringComparison.Ordinal);
            await (_isOpen ? Task.CompletedTask : Gate(number).Task.WaitAsync(isZombie ? CancellationToken.None : cancellationToken));
        }
        catch (OperationCanceledException)
        {
            _cancelled.Enqueue(number);
            throw;
        }
        finally
        {
            lock (_running)
            {
                _running.Remove(number);
                _finished.Add(number);
            }
        }
    }

    public void Finish(long number) => Gate(number).TrySetResult();

    public void Fail(long number) => Gate(number).TrySetException(new InvalidOperationException($"event {number}"));

    /// <summary>Ends all calls, also those that are yet to come.</summary>
    public void FinishAll()
    {
        _isOpen = true;
        foreach (TaskCompletionSource gate in _gates.Values)
        {
            gate.TrySetResult();
        }
    }

    /// <summary>Begins anew.</summary>
    public void Reset() => _gates.Clear();

    public Task UntilRunningAsync(params long[] numbers) => Eventually.UntilAsync(() => Holds(_running, numbers), $"exactly these handlers: {string.Join(' ', numbers)}");

    public Task UntilFinishedAsync(params long[] numbers) => Eventually.UntilAsync(() => Holds(_finished, numbers), $"the end of these: {string.Join(' ', numbers)}");

    private bool Holds(HashSet<long> set, long[] numbers)
    {
        lock (_running)
        {
            return set.SetEquals(numbers);
        }
    }

    private TaskCompletionSource Gate(long number) => _gates.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
