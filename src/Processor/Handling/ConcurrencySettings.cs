using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>How many events of one partition are processed at once.</summary>
/// <param name="MaxConcurrentEvents">The most handlers at a time; 2 or more.</param>
/// <param name="MaxInFlightEvents">The most events from the oldest unfinished one to the newest that has begun.</param>
/// <param name="Key">What events share that have to be processed in order; null for an event that has to wait for none.</param>
internal sealed record ConcurrencySettings(int MaxConcurrentEvents, int MaxInFlightEvents, Func<EventData, string?> Key);
