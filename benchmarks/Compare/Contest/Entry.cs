using Harness.Network;

namespace Compare.Contest;

/// <summary>A contestant that is ready for an operation.</summary>
/// <param name="RunAsync">Carries it out once, in a lane, and tells how long it took.</param>
/// <param name="Proxy">The proxy that counts its round trips; null for none.</param>
internal sealed record Entry(Func<int, Task<TimeSpan>> RunAsync, DistanceProxy? Proxy);
