using System.Data.Common;
using Checkpointing;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;

namespace TransactionalCheckpoint;

/// <summary>The books in a SQLite file, which all processors on the machine share.</summary>
internal sealed class SqliteLedger(string file) : Ledger
{
    public const string StoreName = "Sqlite";

    protected override string Bookings => "bookings";

    protected override string Totals => "totals";

    public override ICheckpointStore CreateStore() => new SqliteCheckpointStore(file);

    public override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection($"Data Source={file};Default Timeout=30");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        await DropAsync();
        await base.CreateAsync(cancellationToken);
    }

    public override Task DropAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (string part in new[] { "", "-wal", "-shm" })
        {
            File.Delete(file + part);
        }

        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
