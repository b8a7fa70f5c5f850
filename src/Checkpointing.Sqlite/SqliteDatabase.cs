using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Sqlite;

/// <summary>The file, with one connection for writing and one for reading (in WAL mode neither holds up the other).</summary>
internal sealed class SqliteDatabase : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(1);

    /// <summary>Short, since a batch holds the lock for less than a millisecond, and of several that wait at once each pause lets one through.</summary>
    private static readonly TimeSpan MostPause = TimeSpan.FromMilliseconds(4);

    private readonly SqliteCheckpointStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly StorePipeline _pipeline;
    private readonly string _file;
    private readonly SqliteLane _writer;
    private readonly SqliteLane _reader;

    public SqliteDatabase(SqliteCheckpointStoreOptions options, TimeProvider clock, ILogger logger)
    {
        _file = $"'{options.Builder(create: false).DataSource}'";
        _options = options;
        _clock = clock;
        _pipeline = new StorePipeline(options.Resilience, Describe, clock, logger);
        _writer = new SqliteLane(() => new SqliteSession(options, options.ProvisionOnStart, clock));
        _reader = new SqliteLane(() => new SqliteSession(options, options.ProvisionOnStart, clock));
    }

    /// <summary>What an exception means, or null if it is none of the driver's.</summary>
    public StoreFault? Describe(Exception exception) => SqliteErrors.Classify(exception, _file);

    /// <summary>The full path of the file, as SQLite knows it.</summary>
    public Task<string?> FileNameAsync(StoreCall call, CancellationToken cancellationToken) =>
        ReadAsync(call, (session, _) => session.FileName, cancellationToken);

    /// <summary>Runs a query.</summary>
    public Task<T> ReadAsync<T>(StoreCall call, Func<SqliteSession, StoreCall, T> work, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, token => _reader.UseAsync(session => work(session, call), token), cancellationToken);

    /// <summary>Work that changes the file, unless another connection holds the lock now.</summary>
    /// <typeparam name="T">What it yields.</typeparam>
    /// <param name="session">The connection.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What it yielded.</param>
    /// <returns>False, with nothing done, if another connection holds the lock now.</returns>
    public delegate bool Try<T>(SqliteSession session, StoreCall call, out T? result);

    /// <summary>Runs statements that change the file, in one transaction.</summary>
    public Task<T> WriteAsync<T>(StoreCall call, Func<SqliteSession, StoreCall, T> work, CancellationToken cancellationToken) =>
        TryAsync(call, (SqliteSession session, StoreCall own, out T? result) => session.TryWrite(locked => work(locked, own), out result), cancellationToken);

    /// <summary>Runs work that changes the file, as soon as no other connection holds the lock.</summary>
    public Task<T> TryAsync<T>(StoreCall call, Try<T> work, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, token => WriteWhenFreeAsync(call, work, token), cancellationToken);

    /// <summary>Creates what is missing.</summary>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(
            new StoreCall(StoreOperation.Provision, Group: null), token => WithOwnSessionAsync(provision: true, _ => true, token), cancellationToken);

    /// <summary>Looks at what is there.</summary>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        List<StoreFinding> findings = [];
        try
        {
            string? journalMode = await _pipeline.ExecuteAsync(
                new StoreCall(StoreOperation.Verify, Group: null),
                token => WithOwnSessionAsync(provision: false, session => session.JournalMode, token),
                cancellationToken).ConfigureAwait(false);
            if (journalMode != "wal")
            {
                findings.Add(new StoreFinding(
                    IsError: false,
                    $"The journal mode is '{journalMode}': readers and writers wait for each other. Run 'PRAGMA journal_mode = WAL' once."));
            }
        }
        catch (CheckpointStoreException exception)
        {
            findings.Add(new StoreFinding(IsError: true, exception.Message));
        }

        if (_options.RelaxedDurability)
        {
            findings.Add(new StoreFinding(IsError: false, "RelaxedDurability is on: the last acknowledged checkpoints may be lost when the machine loses power."));
        }

        return findings;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
    }

    /// <remarks>
    /// The lock of other processes is asked for again and again without holding a thread, so that cancelling ends the wait at once.
    /// </remarks>
    private async Task<T> WriteWhenFreeAsync<T>(StoreCall call, Try<T> work, CancellationToken cancellationToken)
    {
        for (TimeSpan pause = LeastPause; ; pause = pause < MostPause ? 2 * pause : MostPause)
        {
            (bool done, T? result) = await _writer.UseAsync(
                session => work(session, call, out T? written) ? (true, written) : (false, default(T)), cancellationToken).ConfigureAwait(false);
            if (done)
            {
                return result!;
            }

            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<T> WithOwnSessionAsync<T>(bool provision, Func<SqliteSession, T> work, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using SqliteSession session = new(_options, provision, _clock);
                return work(session);
            },
            CancellationToken.None).WaitAsync(cancellationToken);
}
