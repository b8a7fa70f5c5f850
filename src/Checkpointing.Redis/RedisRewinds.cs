using Checkpointing.Backends;
using Checkpointing.Resilience;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// One call that rewinds partitions; its attempts may be repeated. It reads the versions first and changes only what still has them: a request
/// that the network held up, and delivers when processors have long gone on, then does nothing.
/// </summary>
internal sealed class RedisRewinds
{
    /// <summary>How often processors may come in between before the call gives up, which its time limit may make it do earlier.</summary>
    private const int MostTries = 100;

    private readonly StoreCall _call;
    private readonly RedisScripts _scripts;
    private readonly Run _run;
    private readonly TimeProvider _clock;
    private readonly List<PartitionRewound> _done = [];
    private readonly List<CheckpointStoreException> _faults = [];
    private List<RedisRewind> _open;
    private bool _isRepeated;

    public RedisRewinds(StoreCall call, IReadOnlyList<PartitionRewind> rewinds, RedisScripts scripts, Run run, TimeProvider clock)
    {
        _call = call;
        _scripts = scripts;
        _run = run;
        _clock = clock;
        _open = [.. rewinds.Select(rewind => new RedisRewind(rewind, RecordVersions.New()))];
    }

    /// <summary>Runs a script on the group's keys.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isChange">Whether replicas have to confirm it, if they are waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public delegate Task<string[]> Run(RedisScript script, RedisValue[] arguments, bool isChange, CancellationToken cancellationToken);

    /// <summary>Runs the call, or goes on with it: what an earlier attempt has heard of is done.</summary>
    public async Task<PartitionResults<PartitionRewound>> ExecuteAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; _open.Count > 0 && attempt < MostTries; attempt++)
        {
            // What an earlier attempt changed unheard has to be confirmed by replicas too.
            Take(await _run(_scripts.ReadBeforeRewind, RedisBatches.Looks(_open), _isRepeated, cancellationToken).ConfigureAwait(false));
            _isRepeated = true;
            if (_open.Count > 0)
            {
                Take(await _run(_scripts.Rewind, RedisBatches.Rewinds(_open), isChange: true, cancellationToken).ConfigureAwait(false));
            }
        }

        return new PartitionResults<PartitionRewound>(
            _done,
            [
                .. _faults,
                .. _open.Select(rewind => new CheckpointStoreException(
                    _call.Operation, _call.Group, rewind.PartitionId, "processors keep claiming in between. Try again.", isTransient: true)),
            ]);
    }

    private void Take(string[] answer) => _open = RedisAnswers.Rewinds(_call, answer, _open, _clock.GetUtcNow(), _done, _faults);
}
