using System.Data.Common;
using Azure.Messaging.EventHubs;
using Checkpointing;

namespace TransactionalCheckpoint;

/// <summary>
/// The books: a total for each account, and a line for each order that was booked. Nothing in it keeps an order from being booked twice, but the checkpoint.
/// </summary>
internal abstract class Ledger : IAsyncDisposable
{
    /// <summary>The table of the orders that were booked.</summary>
    protected abstract string Bookings { get; }

    /// <summary>The table of the totals.</summary>
    protected abstract string Totals { get; }

    public static Ledger Open(string store, string database) => store == SqliteLedger.StoreName ? new SqliteLedger(database) : new PostgresLedger(database);

    /// <summary>Makes the checkpoint store: in the same database, or no transaction could hold both.</summary>
    public abstract ICheckpointStore CreateStore();

    public abstract ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Books orders in a transaction.</summary>
    public async Task BookAsync(IReadOnlyList<EventData> orders, string partitionId, DbTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (EventData order in orders)
        {
            await ExecuteAsync(
                transaction.Connection!,
                transaction,
                $"INSERT INTO {Bookings} (partition_id, sequence_number) VALUES (@partition, @sequence)",
                cancellationToken,
                ("partition", partitionId),
                ("sequence", order.SequenceNumber));
            (string account, long amount) = Orders.Read(order);
            await ExecuteAsync(
                transaction.Connection!,
                transaction,
                $"UPDATE {Totals} SET total = total + @amount WHERE account = @account",
                cancellationToken,
                ("amount", amount),
                ("account", account));
        }
    }

    /// <summary>Creates the tables, empty, and those of the checkpoint store.</summary>
    public virtual async Task CreateAsync(CancellationToken cancellationToken)
    {
        ICheckpointStore store = CreateStore();
        await ((ICheckpointStoreProvisioner)store).ProvisionAsync(cancellationToken);
        await ((IAsyncDisposable)store).DisposeAsync();
        await using DbConnection connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, null, $"CREATE TABLE {Bookings} (partition_id text NOT NULL, sequence_number bigint NOT NULL)", cancellationToken);
        await ExecuteAsync(connection, null, $"CREATE TABLE {Totals} (account text PRIMARY KEY, total bigint NOT NULL)", cancellationToken);
        foreach (string account in Orders.Accounts)
        {
            await ExecuteAsync(connection, null, $"INSERT INTO {Totals} VALUES (@account, 0)", cancellationToken, ("account", account));
        }
    }

    /// <summary>Removes everything.</summary>
    public abstract Task DropAsync();

    /// <summary>How many bookings there are, and of how many events.</summary>
    public async Task<(long Bookings, long Events)> CountAsync(CancellationToken cancellationToken)
    {
        List<(string, long)> rows = await QueryAsync($"SELECT 'bookings', count(*) FROM {Bookings} UNION ALL SELECT 'events', count(*) FROM (SELECT DISTINCT partition_id, sequence_number FROM {Bookings}) AS e", cancellationToken);
        return (rows.Single(row => row.Item1 == "bookings").Item2, rows.Single(row => row.Item1 == "events").Item2);
    }

    /// <summary>The total of each account.</summary>
    public async Task<IReadOnlyDictionary<string, long>> TotalsAsync(CancellationToken cancellationToken) =>
        (await QueryAsync($"SELECT account, total FROM {Totals}", cancellationToken)).ToDictionary(row => row.Item1, row => row.Item2);

    public abstract ValueTask DisposeAsync();

    protected static async Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<(string Name, long Value)>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await ConnectAsync(cancellationToken);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, long)> rows = [];
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add((row.GetString(0), row.GetInt64(1)));
        }

        return rows;
    }
}
