using Checkpointing.Tests.Services;

namespace Checkpointing.Postgres.Tests;

/// <summary>One schema, by way of PgBouncer in transaction mode, whose clients share three connections to the server.</summary>
public sealed class PgBouncerHarness(PostgresFixture postgres) : PostgresHarness(postgres)
{
    private PgBouncer? _pooler;

    public override int Histories => 15;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (PgBouncer.IsAvailable && Checkpointing.Tests.Services.Postgres.IsAvailable && Postgres.Server.IsOwn)
        {
            _pooler = await PgBouncer.StartAsync(Postgres.Server, poolSize: 3);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_pooler is not null)
        {
            await _pooler.DisposeAsync();
        }
    }

    protected override PostgresCheckpointStoreOptions Options(string schema)
    {
        PgBouncer.Needed(Postgres.Server);
        return new PostgresCheckpointStoreOptions { ConnectionString = _pooler!.ConnectionString, Schema = schema, TransactionPooling = true };
    }
}
