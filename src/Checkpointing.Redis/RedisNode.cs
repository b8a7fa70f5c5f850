using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>A server that takes changes.</summary>
/// <param name="Name">What people know it by.</param>
/// <param name="Probe">A key that leads to it, and that is never written.</param>
/// <param name="IsClustered">Whether there are others.</param>
internal sealed record RedisNode(string Name, RedisKey Probe, bool IsClustered);
