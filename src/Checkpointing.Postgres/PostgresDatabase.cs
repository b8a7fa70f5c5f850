using System.Transactions;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>The server: every request goes through here.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly bool _ownsDataSource;
    private readonly bool _provisions;
    private readonly StorePipeline _pipeline;
    private volatile bool _isReady;

    public PostgresDatabase(NpgsqlDataSource dataSource, bool ownsDataSource, bool provisions, PostgresStatements statements, StorePipeline pipeline)
    {
        _dataSource = dataSource;
        _ownsDataSource = ownsDataSource;
        _provisions = provisions;
        _pipeline = pipeline;
        Statements = statements;
    }

    /// <summary>The statements.</summary>
    public PostgresStatements Statements { get; }

    /// <summary>Runs one call; its attempt may be repeated. The first one looks whether the tables are there.</summary>
    public Task<T> ExecuteAsync<T>(StoreCall call, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(
            call,
            async token =>
            {
                if (!_isReady)
                {
                    await WithConnectionAsync(connection => PostgresSchema.EnsureAsync(connection.Connection, Statements, _provisions, connection.Token), token).ConfigureAwait(false);
                    _isReady = true;
                }

                return await attempt(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Runs something on a connection as one call, without a look at the tables first.</summary>
    public Task<T> UseAsync<T>(StoreCall call, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, token => WithConnectionAsync(connection => work(connection.Connection, connection.Token), token), cancellationToken);

    /// <summary>Runs one statement, in one round trip, and reads its rows.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await WithConnectionAsync(connection => QueryAsync(connection.Connection, transaction: null, sql, bind, read, connection.Token), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (PostgresErrors.IsMissingTable(exception))
        {
            // Dropped under a running program: the next call creates them, or says what is missing.
            _isReady = false;
            throw;
        }
    }

    /// <summary>Runs one statement on a given connection and reads its rows.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string sql,
        Action<NpgsqlParameterCollection> bind,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        List<T> items = [];
        NpgsqlCommand command = new(sql, connection, transaction);
        await using (command.ConfigureAwait(false))
        {
            bind(command.Parameters);
            NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    items.Add(read(rows));
                }
            }
        }

        return items;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ownsDataSource ? _dataSource.DisposeAsync() : ValueTask.CompletedTask;

    /// <remarks>
    /// The driver cancels by a request on a second connection, and waits for what becomes of it. The caller does not: it goes at once, and the
    /// request ends, and gives its connection back, in its own time.
    /// </remarks>
    private async Task<T> WithConnectionAsync<T>(Func<(NpgsqlConnection Connection, CancellationToken Token), Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CancellationTokenSource abandoned = new();
        Task<T> running = RunAsync();
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Neither on this thread nor on one of the pool's: the driver's cancelling blocks it until the server has heard of it.
            _ = Task.Factory.StartNew(abandoned.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            _ = running.ContinueWith(
                static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        async Task<T> RunAsync()
        {
            NpgsqlConnection connection = await OpenAsync(abandoned.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await work((connection, abandoned.Token)).ConfigureAwait(false);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (Transaction.Current is null)
        {
            return await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }

        // A data source of the user's may enlist in the transaction around the call, which could roll back what the store said is written.
        using TransactionScope none = new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        return await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }
}
