namespace Compare.Contest;

/// <summary>A contestant that is ready for an operation.</summary>
/// <param name="RunAsync">Carries it out once, in a lane, and tells how long it took.</param>
/// <param name="Turns">Its round trips so far, while nobody else works; null where nobody counts them.</param>
internal sealed record Entry(Func<int, Task<TimeSpan>> RunAsync, Func<long>? Turns);
