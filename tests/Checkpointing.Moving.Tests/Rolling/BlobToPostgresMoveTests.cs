namespace Checkpointing.Moving.Tests.Rolling;

public sealed class BlobToPostgresMoveTests(ServersFixture servers) : RollingMoveTests(servers)
{
    protected override Task<Func<TimeProvider, ICheckpointStore>> NewStoresAsync(string name) => Servers.PostgresStoresAsync(name);
}
