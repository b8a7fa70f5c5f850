using System.Data.Common;
using Checkpointing;
using Checkpointing.Postgres;
using Npgsql;

namespace TransactionalCheckpoint;

/// <summary>The books in PostgreSQL, in a schema of their own.</summary>
internal sealed class PostgresLedger(string connectionString) : Ledger
{
    public const string StoreName = "Postgres";

    private const string Schema = "transactional_checkpoint_sample";

    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(connectionString);

    protected override string Bookings => $"{Schema}.bookings";

    protected override string Totals => $"{Schema}.totals";

    public override ICheckpointStore CreateStore() => new PostgresCheckpointStore(_dataSource, new PostgresCheckpointStoreOptions { Schema = Schema });

    public override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken) => await _dataSource.OpenConnectionAsync(cancellationToken);

    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, null, $"DROP SCHEMA IF EXISTS {Schema} CASCADE", cancellationToken);
        await ExecuteAsync(connection, null, $"CREATE SCHEMA {Schema}", cancellationToken);
        await base.CreateAsync(cancellationToken);
    }

    public override async Task DropAsync()
    {
        await using DbConnection connection = await ConnectAsync(CancellationToken.None);
        await ExecuteAsync(connection, null, $"DROP SCHEMA IF EXISTS {Schema} CASCADE", CancellationToken.None);
    }

    public override ValueTask DisposeAsync() => _dataSource.DisposeAsync();
}
