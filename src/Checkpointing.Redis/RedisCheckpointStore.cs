using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>Keeps ownership and checkpoints in Redis, a single server or a cluster: two hashes for a consumer group, changed by scripts.</summary>
/// <remarks>
/// Redis keeps what it acknowledged only with an append-only file that is synced always, and after a failover not even then. A store
/// whose server cannot promise it says so in the log when it is first used; <see cref="VerifyAsync"/> says it whenever it is asked.
/// </remarks>
public sealed class RedisCheckpointStore :
    ICheckpointStore, IOwnershipRequestStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner, IAsyncDisposable
{
    private readonly RedisCheckpointStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly StorePipeline _pipeline;
    private readonly RedisConnection _connection;
    private readonly IRedisLayout _layout;
    private readonly RedisServers _servers;
    private int _isChecked;

    /// <summary>Makes a store. The connection is made with the first operation.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries, and what the server cannot promise, are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    public RedisCheckpointStore(RedisCheckpointStoreOptions options, TimeProvider? timeProvider = null, ILogger<RedisCheckpointStore>? logger = null)
        : this(options, client: null, timeProvider, logger)
    {
    }

    /// <summary>Makes a store over a connection of yours, which stays yours to close.</summary>
    /// <param name="connection">The connection. It should have <c>AbortOnConnectFail</c> off, or a server that is down at the start stays lost to it.</param>
    /// <param name="options">The settings, of which <see cref="RedisCheckpointStoreOptions.ConnectionString"/> is not used; the defaults if null.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries, and what the server cannot promise, are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong.</exception>
    public RedisCheckpointStore(
        IConnectionMultiplexer connection,
        RedisCheckpointStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<RedisCheckpointStore>? logger = null)
        : this(options ?? new RedisCheckpointStoreOptions(), connection ?? throw new ArgumentNullException(nameof(connection)), timeProvider, logger)
    {
    }

    private RedisCheckpointStore(
        RedisCheckpointStoreOptions options, IConnectionMultiplexer? client, TimeProvider? timeProvider, ILogger<RedisCheckpointStore>? logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(RedisCheckpointStoreOptions), hasClient: client is not null);
        _options = options;
        _clock = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<RedisCheckpointStore>.Instance;
        _pipeline = new StorePipeline(options.Resilience, RedisErrors.Classify, _clock, _logger);
        _connection = new RedisConnection(options, client, _clock, _logger);
        _layout = options.Layout is RedisLayout.Jedis ? new JedisKeys(options.JedisGroups, options.KeyPrefix) : new RedisKeys(options.KeyPrefix);
        _servers = new RedisServers(_connection, _layout);
    }

    /// <summary>True, but for <see cref="RedisLayout.Jedis"/>: what Java's processors write has no room for requests.</summary>
    public bool HoldsRequests => _layout.HoldsRequests;

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        ListAsync(new StoreCall(StoreOperation.ListOwnership, group), "ownership", RedisRecords.Ownership, cancellationToken);

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        if (claims.Count == 0)
        {
            return new PartitionResults<PartitionOwnership>([], []);
        }

        StoreCall call = new(StoreOperation.ClaimOwnership, group);
        RedisValue[] batch = RedisBatches.Claims(claims);
        string[] answer = await ChangeAsync(call, _layout.Scripts.ClaimOwnership, _ => batch, cancellationToken).ConfigureAwait(false);
        return RedisAnswers.Claims(call, answer, claims, batch, _clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        if (!HoldsRequests)
        {
            throw new NotSupportedException($"The layout {_options.Layout} has no room for requests. {nameof(HoldsRequests)} tells.");
        }

        StoreArguments.Check(requests);
        if (requests.Count == 0)
        {
            return new PartitionResults<PartitionOwnership>([], []);
        }

        StoreCall call = new(StoreOperation.RequestOwnership, group);
        RedisValue[] batch = RedisBatches.Requests(requests);
        string[] answer = await ChangeAsync(call, _layout.Scripts.RequestOwnership, _ => batch, cancellationToken).ConfigureAwait(false);
        return RedisAnswers.Requests(call, answer, requests, _clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partitionId);
        StoreCall call = new(StoreOperation.ReadCheckpoint, group, partitionId);
        string[] answer = await ReadAsync(call, _layout.Scripts.ReadCheckpoint, partitionId, cancellationToken).ConfigureAwait(false);
        PartitionResults<Checkpoint> results = RedisAnswers.Records(call, answer, _clock.GetUtcNow(), RedisRecords.Checkpoint);
        return results.Faults is [CheckpointStoreException fault] ? throw fault : results.Items.SingleOrDefault();
    }

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        ListAsync(new StoreCall(StoreOperation.ListCheckpoints, group), "checkpoint", RedisRecords.Checkpoint, cancellationToken);

    /// <inheritdoc/>
    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        if (writes.Count == 0)
        {
            return new PartitionResults<CheckpointWriteResult>([], []);
        }

        StoreCall call = new(StoreOperation.WriteCheckpoints, group);
        string[] answer = await ChangeAsync(
            call,
            _layout.Scripts.WriteCheckpoints,
            attempt => RedisBatches.Writes(writes, attempt == 1 ? RedisBatches.First : RedisBatches.Repeated),
            cancellationToken).ConfigureAwait(false);
        return RedisAnswers.Writes(call, answer, writes);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        if (rewinds.Count == 0)
        {
            return new PartitionResults<PartitionRewound>([], []);
        }

        StoreCall call = new(StoreOperation.Rewind, group);
        RedisRewinds batch = new(
            call, rewinds, _layout.Scripts, (script, arguments, isChange, token) => RunAsync(call, script, arguments, isChange, token), _clock);
        return await ExecuteAsync(call, batch.ExecuteAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) => ExecuteAsync(
        new StoreCall(StoreOperation.DeleteGroup, group),
        async token => (int)await _connection.RunAsync(
            _layout.Scripts.DeleteGroup, _layout.Keys(group), _layout.Names(group), isChange: true, CommandFlags.None, token).ConfigureAwait(false),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(new StoreCall(StoreOperation.ListGroups, Group: null), _servers.GroupsAsync, cancellationToken);

    /// <summary>Has the server take in the store's scripts, and so checks that they may run. Redis needs nothing to be created, and this is no precondition.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CheckpointStoreException">The server cannot be reached, or refuses.</exception>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(new StoreCall(StoreOperation.Provision, Group: null), _servers.PrepareAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                new StoreCall(StoreOperation.Verify, Group: null), _servers.FindingsAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointStoreException exception)
        {
            return [new StoreFinding(IsError: true, $"{_options}: {exception.Message}")];
        }
    }

    /// <summary>Closes the connection if the store made it.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<PartitionResults<T>> ListAsync<T>(StoreCall call, string kind, RedisAnswers.Maker<T> make, CancellationToken cancellationToken)
    {
        string[] answer = await ReadAsync(call, _layout.Scripts.ListRecords, kind, cancellationToken).ConfigureAwait(false);
        return RedisAnswers.Records(call, answer, _clock.GetUtcNow(), make);
    }

    private Task<string[]> ReadAsync(StoreCall call, RedisScript script, string argument, CancellationToken cancellationToken) =>
        ExecuteAsync(call, token => RunAsync(call, script, [argument], isChange: false, token), cancellationToken);

    private Task<string[]> ChangeAsync(StoreCall call, RedisScript script, Func<int, RedisValue[]> arguments, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return ExecuteAsync(call, token => RunAsync(call, script, arguments(++attempts), isChange: true, token), cancellationToken);
    }

    private async Task<string[]> RunAsync(StoreCall call, RedisScript script, RedisValue[] arguments, bool isChange, CancellationToken cancellationToken)
    {
        RedisValue[] names = _layout.Names(call.Group!);
        return RedisAnswers.Texts(await _connection.RunAsync(
            script, _layout.Keys(call.Group!), names.Length == 0 ? arguments : [.. arguments, .. names], isChange, CommandFlags.None, cancellationToken).ConfigureAwait(false));
    }

    private async Task<T> ExecuteAsync<T>(StoreCall call, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        T result = await _pipeline.ExecuteAsync(call, attempt, cancellationToken).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _isChecked, 1) == 0)
        {
            await WarnAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <remarks>The operation has succeeded by then: whatever becomes of the check, its result is handed out.</remarks>
    private async Task WarnAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.Resilience.AttemptTimeout, _clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            IReadOnlyList<StoreFinding> findings = await _servers.FindingsAsync(both.Token).ConfigureAwait(false);
            if (findings.Count > 0)
            {
                _logger.ServerFindings(string.Join(' ', findings.Select(finding => finding.Message)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || RedisErrors.Classify(exception) is not null)
        {
            _logger.ServerNotChecked(exception);
        }
    }
}
