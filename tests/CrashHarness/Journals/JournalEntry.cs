namespace CrashHarness.Journals;

/// <summary>One event that a processor's handler was through with.</summary>
/// <param name="Process">Which start of a processor: no two share one.</param>
/// <param name="Identifier">The identifier of the processor; a restarted one may have that of its predecessor.</param>
/// <param name="PartitionId">The partition.</param>
/// <param name="Epoch">The epoch under which it was processed.</param>
/// <param name="SequenceNumber">The event.</param>
/// <param name="Time">When, before the handler returned; see <see cref="MonotonicTime"/>.</param>
internal readonly record struct JournalEntry(int Process, string Identifier, string PartitionId, long Epoch, long SequenceNumber, TimeSpan Time);
