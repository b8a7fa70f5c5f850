using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// The connection to Redis: the program's, or one that is made with the first request and replaced when it has gone silent. No thread is ever blocked.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly RedisCheckpointStoreOptions _options;
    private readonly IConnectionMultiplexer? _given;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private Task<IConnectionMultiplexer>? _made;
    private bool _isDisposed;
    private long _answers;

    public RedisConnection(RedisCheckpointStoreOptions options, IConnectionMultiplexer? given, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _given = given;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Runs a script as one request; a server that does not know it any more gets its text with a second one.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys, all of one slot.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isChange">Whether replicas have to confirm it, if they are waited for.</param>
    /// <param name="flags">Beside <see cref="CommandFlags.DemandMaster"/>.</param>
    /// <param name="cancellationToken">Ends the wait. The request itself cannot be taken back: it may still be carried out.</param>
    public async Task<RedisResult> RunAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] arguments, bool isChange, CommandFlags flags, CancellationToken cancellationToken)
    {
        flags |= CommandFlags.DemandMaster;
        try
        {
            return await ChangeAsync(database => database.ScriptEvaluateAsync(script.Hash, keys, arguments, flags)).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (RedisErrors.IsUnknownScript(exception))
        {
            return await ChangeAsync(
                database => database.ScriptEvaluateAsync(script.Text, keys, arguments, flags | CommandFlags.NoScriptCache)).ConfigureAwait(false);
        }

        Task<RedisResult> ChangeAsync(Func<IDatabase, Task<RedisResult>> request) =>
            AskClientAsync(
                client => isChange && _options.WaitForReplicas > 0 ? ConfirmedAsync(client, request) : request(DatabaseOf(client)), cancellationToken);
    }

    /// <summary>Makes a request.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="ask">Makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken) =>
        AskClientAsync(client => ask(DatabaseOf(client)), cancellationToken);

    /// <summary>Makes a request of a server of one's choice.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="ask">Makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> AskClientAsync<T>(Func<IConnectionMultiplexer, Task<T>> ask, CancellationToken cancellationToken)
    {
        IConnectionMultiplexer client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        long answers = Interlocked.Read(ref _answers);
        long started = _clock.GetTimestamp();
        try
        {
            T answer = await ask(client).WaitAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _answers);
            return answer;
        }
        catch (Exception exception) when (RedisErrors.IsWrongServer(exception) && IsAnyConnected(client))
        {
            // A failover: the client would otherwise look at the servers' roles once a minute only.
            await LookAgainAsync(client, cancellationToken).ConfigureAwait(false);
            throw;
        }
        catch (RedisServerException)
        {
            Interlocked.Increment(ref _answers);
            throw;
        }
        catch (OperationCanceledException) when (answers == Interlocked.Read(ref _answers) && _clock.GetElapsedTime(started) >= _options.Resilience.AttemptTimeout / 2)
        {
            await ReplaceAsync(client, _clock.GetElapsedTime(started)).ConfigureAwait(false);
            throw;
        }
        catch (ObjectDisposedException exception) when (!_isDisposed && client != _given)
        {
            throw new RedisUnavailableException("the connection was just replaced.", exception);
        }
        finally
        {
            // Older versions of the client complete requests on the thread that reads answers. What follows here must not keep it.
            await Task.Yield();
        }
    }

    /// <summary>Closes the connection if this object made it.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? made;
        lock (_lock)
        {
            _isDisposed = true;
            made = _made;
            _made = null;
        }

        await CloseAsync(made).ConfigureAwait(false);
    }

    /// <remarks>Both requests are on their way before either is waited for, so they go over one connection, which is what WAIT counts by.</remarks>
    private async Task<RedisResult> ConfirmedAsync(IConnectionMultiplexer client, Func<IDatabase, Task<RedisResult>> request)
    {
        if (Array.Exists(client.GetEndPoints(), endPoint => client.GetServer(endPoint).ServerType == ServerType.Cluster))
        {
            throw new RedisUnavailableException(
                $"{nameof(RedisCheckpointStoreOptions.WaitForReplicas)} is not for clusters: the client cannot send WAIT to a node of its choice. Set it to 0.")
            {
                IsTransient = false,
            };
        }

        IDatabase database = DatabaseOf(client);
        Task<RedisResult> change = request(database);
        object[] arguments = [_options.WaitForReplicas, (long)_options.WaitForReplicasTimeout.TotalMilliseconds];
        Task<RedisResult> wait = database.ExecuteAsync("WAIT", arguments, CommandFlags.DemandMaster);
        RedisResult answer = await change.ConfigureAwait(false);
        int confirmed = (int)await wait.ConfigureAwait(false);
        return confirmed >= _options.WaitForReplicas ? answer : throw new RedisReplicasException(confirmed, _options);
    }

    private IDatabase DatabaseOf(IConnectionMultiplexer client) => client.GetDatabase(_options.Database ?? -1);

    private async Task<IConnectionMultiplexer> ClientAsync(CancellationToken cancellationToken)
    {
        if (_given is not null)
        {
            return _given;
        }

        Task<IConnectionMultiplexer> made;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RedisCheckpointStore));
            if (_made is null || _made.IsFaulted || _made.IsCanceled)
            {
                ConfigurationOptions options = _options.ClientOptions();
                _made = Task.Run(() => ConnectAsync(options), CancellationToken.None);
            }

            made = _made;
        }

        try
        {
            return await made.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new RedisUnavailableException("there is no connection to the server yet.", exception);
        }
    }

    /// <remarks>
    /// A client that could not connect forgets why. So it is thrown away, and the next attempt begins anew; one that was connected once
    /// reconnects by itself.
    /// </remarks>
    private static async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        try
        {
            if (!client.IsConnected)
            {
                await client.GetDatabase().PingAsync().ConfigureAwait(false);
            }

            return client;
        }
        catch
        {
            await CloseAsync(client).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CloseAsync(IConnectionMultiplexer client)
    {
        await client.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        client.Dispose();
    }

    private static async Task LookAgainAsync(IConnectionMultiplexer client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConfigureAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The look goes on by itself; why there was one is what the caller is told.
        }
    }

    private static bool IsAnyConnected(IConnectionMultiplexer client) =>
        Array.Exists(client.GetEndPoints(), endPoint => client.GetServer(endPoint).IsConnected);

    /// <remarks>
    /// A peer that vanished without a word leaves a connection that the operating system believes in for a quarter of an hour, and older
    /// versions of the client believe the operating system.
    /// </remarks>
    private async Task ReplaceAsync(IConnectionMultiplexer client, TimeSpan elapsed)
    {
        Task<IConnectionMultiplexer>? made = _made;
        if (made is not { IsCompletedSuccessfully: true } || await made.ConfigureAwait(false) != client)
        {
            return;
        }

        lock (_lock)
        {
            if (_made != made)
            {
                return;
            }

            _made = null;
        }

        _logger.ConnectionReplaced(elapsed);
        await CloseAsync(made).ConfigureAwait(false);
    }

    private static async Task CloseAsync(Task<IConnectionMultiplexer>? made)
    {
        if (made is null)
        {
            return;
        }

        try
        {
            await CloseAsync(await made.ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisErrors.Classify(exception) is not null)
        {
            // It never came about: there is nothing to close, and whoever waited for it was told.
        }
    }
}
