using Azure.Messaging.EventHubs;
using Checkpointing.Moving.Tests.Fleets;
using Checkpointing.Moving.Tests.Pairs;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;

namespace Checkpointing.Moving.Tests.Rolling;

/// <summary>One process of a fleet: a processor, its handler, and its stores, from which it can be cut off.</summary>
internal sealed class Member(string name, FaultyStore from, FaultyStore to, ProcessedEvents processed, FleetJudge judge) : IEventHandler
{
    private readonly TaskCompletionSource _revived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventHubsProcessor? _processor;
    private volatile bool _isKilled;

    public string Name => name;

    public async Task StartAsync(EventHubsProcessor processor)
    {
        _processor = processor;
        await processor.StartProcessingAsync();
    }

    public async Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        if (_isKilled)
        {
            await _revived.Task;
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("A killed process processes nothing.");
        }

        judge.Processed(context.PartitionId, eventData.SequenceNumber);
        processed.Add(context.PartitionId, eventData.SequenceNumber);
        await Task.Yield();
    }

    public async Task StopAsync()
    {
        try
        {
            await _processor!.StopProcessingAsync();
        }
        catch (CheckpointStoreException)
        {
            // What it cannot release, being cut off or on a machine that is too busy, expires.
        }
    }

    /// <summary>From one moment to the next, and wherever it is: nothing reaches a store, and nothing is processed.</summary>
    public void Kill()
    {
        from.GoDown();
        to.GoDown();
        _isKilled = true;
    }

    /// <summary>Lets what hangs end, after the test. Cut off from its stores it would try for ten seconds to release what it had.</summary>
    public void Revive()
    {
        from.ComeBack();
        to.ComeBack();
        _revived.TrySetResult();
    }
}
