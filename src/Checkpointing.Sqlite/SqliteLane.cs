using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// A queue in front of one connection. The driver is synchronous, so the work runs on the thread pool; a caller who cancels goes at once,
/// while a statement that is running already ends in its own time and only then lets the next one in.
/// </summary>
internal sealed class SqliteLane : IAsyncDisposable, IDisposable
{
    private readonly Func<SqliteSession> _open;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private SqliteSession? _session;
    private bool _isDisposed;

    public SqliteLane(Func<SqliteSession> open) => _open = open;

    /// <summary>Runs work on the connection, which is opened when it is needed first.</summary>
    public async Task<T> UseAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Use(work, cancellationToken), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Wait();
        Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        Close();
    }

    private T Use<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteCheckpointStore));
            cancellationToken.ThrowIfCancellationRequested();
            _session ??= _open();
            return work(_session);
        }
        catch (SqliteException exception) when (SqliteErrors.SpoilsConnection(exception))
        {
            _session?.Dispose();
            _session = null;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Close()
    {
        _isDisposed = true;
        _session?.Dispose();
        _session = null;
        _gate.Release();
    }
}
