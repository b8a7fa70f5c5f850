namespace Checkpointing.Conformance.Servers;

/// <summary>One fault of the network: what happens, and at which moment.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Direction">To bytes of which direction: a request that does not reach the server, or an answer that does not reach the client.</param>
/// <param name="Skip">How many chunks of that direction pass first, counted over all connections since the fault was armed. A chunk is what one
/// read of the socket yields: a small request or answer as a rule.</param>
/// <param name="Share">How much of the chunk that is struck passes before the fault: 0 for nothing, 0.5 for half, 1 for all of it.</param>
/// <param name="IsLasting">Whether every later chunk on every connection meets the same, until the proxy heals; otherwise the fault strikes once.</param>
/// <param name="Duration">How long a <see cref="ProxyFaultKind.Delay"/> lasts.</param>
public sealed record ProxyFault(
    ProxyFaultKind Kind, ProxyDirection Direction, int Skip = 0, double Share = 0, bool IsLasting = false, TimeSpan Duration = default);
