using System.Globalization;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using CrashHarness.Journals;

namespace CrashHarness.Workers;

/// <summary>Works on an event for a while and notes it, and then only returns. Says so when it begins with the first one.</summary>
internal sealed class JournalHandler(JournalWriter journal, WorkerSettings settings) : IEventHandler
{
    private int _hasBegun;

    public async Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            Console.WriteLine(WorkerHost.Working);
        }

        if (settings.Work > TimeSpan.Zero)
        {
            await Task.Delay(settings.Work, cancellationToken);
        }

        Note(journal, eventData, context.PartitionId, context.Epoch);
    }

    /// <summary>Notes an event, once it is sure that it is the one that was published under its number.</summary>
    public static void Note(JournalWriter journal, EventData eventData, string partitionId, long epoch)
    {
        long number = long.Parse(eventData.EventBody.ToString(), CultureInfo.InvariantCulture);
        if (number != eventData.SequenceNumber)
        {
            throw new InvalidDataException($"Event {eventData.SequenceNumber} of partition {partitionId} was published as {number}.");
        }

        journal.Write(partitionId, epoch, number);
    }
}
