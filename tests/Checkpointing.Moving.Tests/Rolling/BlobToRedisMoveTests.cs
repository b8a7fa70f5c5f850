namespace Checkpointing.Moving.Tests.Rolling;

public sealed class BlobToRedisMoveTests(ServersFixture servers) : RollingMoveTests(servers)
{
    protected override Task<Func<TimeProvider, ICheckpointStore>> NewStoresAsync(string name) => Servers.RedisStoresAsync(name);
}
