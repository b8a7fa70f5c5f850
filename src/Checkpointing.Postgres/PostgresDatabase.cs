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
                    await WithConnectionAsync(
                        (connection, apart) => PostgresSchema.EnsureAsync(connection, Statements, _provisions, apart), token).ConfigureAwait(false);
                    _isReady = true;
                }

                return await attempt(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Runs something on a connection as one call, without a look at the tables first.</summary>
    public Task<T> UseAsync<T>(StoreCall call, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, token => WithConnectionAsync(work, token), cancellationToken);

    /// <summary>Runs one statement, in one round trip, and reads its rows.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await WithConnectionAsync(
                (connection, token) => QueryAsync(connection, transaction: null, sql, bind, read, token), cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Runs something that is cancelled on a thread of its own: the driver's cancelling blocks a thread until the server has heard of it, and that
    /// must be neither the one that cancels nor one of the pool's.
    /// </summary>
    public static async Task<T> CancelledApartAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        CancellationTokenSource apart = new();
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static source => _ = Task.Factory.StartNew(
                ((CancellationTokenSource)source!).Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            apart);
        await using (registration.ConfigureAwait(false))
        {
            return await work(apart.Token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ownsDataSource ? _dataSource.DisposeAsync() : ValueTask.CompletedTask;

    /// <remarks>
    /// A caller that cancels goes at once; the request ends, and gives its connection back, in its own time.
    /// </remarks>
    private async Task<T> WithConnectionAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<T> running = CancelledApartAsync(
            async token =>
            {
                NpgsqlConnection connection = await OpenAsync(token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await work(connection, token).ConfigureAwait(false);
                }
            },
            cancellationToken);
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What still becomes of it is nobody's concern, but must not count as unobserved.
            _ = running.ContinueWith(
                static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
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
