using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob.Mirroring;

/// <summary>Copies at intervals, for as long as the host runs, and once more when it ends. What fails is logged, and tried again at the next interval.</summary>
internal sealed class CheckpointMirrorService : BackgroundService
{
    private readonly ICheckpointStore _source;
    private readonly CheckpointMirror _mirror;
    private readonly CheckpointMirrorOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly HashSet<ConsumerGroup> _refused = [];
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private bool _isProvisioned;

    public CheckpointMirrorService(
        ICheckpointStore source, CheckpointMirror mirror, CheckpointMirrorOptions options, TimeProvider timeProvider, ILogger<CheckpointMirrorService> logger)
    {
        _source = source;
        _mirror = mirror;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await CopyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await CopyAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(_options.Interval, _timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ConsumerGroup> groups = [];
        await TryAsync("all groups", async () => groups = await PrepareAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (ConsumerGroup group in groups)
        {
            // Each by itself: one group with a checkpoint that cannot be read does not keep the others from being copied.
            await TryAsync(group.ToString(), async () => Note(group, await _mirror.CopyAsync(group, cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<ConsumerGroup>> PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_isProvisioned)
        {
            await _mirror.ProvisionAsync(cancellationToken).ConfigureAwait(false);
            _isProvisioned = true;
        }

        return _options.Groups.Count > 0
            ? _options.NamedGroups
            : await ((ICheckpointStoreOperator)_source).ListGroupsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells once of what fails again and again.</summary>
    private async Task TryAsync(string what, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
            _failing.Remove(what);
        }
        catch (CheckpointStoreException exception)
        {
            if (_failing.Add(what))
            {
                _logger.MirrorFailed(what, _options.Interval, exception);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host ends, and with it the wait.
        }
    }

    private void Note(ConsumerGroup group, MirrorCopy copy)
    {
        if (copy.Owner is null)
        {
            _refused.Remove(group);
        }
        else if (_refused.Add(group))
        {
            _logger.MirrorRefused(group, copy.Owner);
        }
    }
}
