using Checkpointing.Processor.Ownership;

namespace Checkpointing.Processor;

/// <content>Starts and stops, one at a time: a start while a stop still gives up what is held would have its first claims given up with the rest.</content>
public abstract partial class CheckpointingProcessor<TPartition>
{
    private bool _isStopUnfinished;

    /// <summary>Starts to process events, after making sure that no other live process has the same identifier (where the store can tell). Waits for a stop that is under way.</summary>
    /// <param name="cancellationToken">Ends the start, not the processing.</param>
    /// <exception cref="DuplicateIdentifierException">Another live process has the identifier.</exception>
    /// <exception cref="CheckpointStoreException">The store could not be asked, or a stop that had failed failed again.</exception>
    public override async Task StartProcessingAsync(CancellationToken cancellationToken = default)
    {
        await _core.StartsAndStops.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StartAloneAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _core.StartsAndStops.Release();
        }
    }

    /// <summary>As <see cref="StartProcessingAsync"/>, blocking the thread.</summary>
    /// <inheritdoc cref="StartProcessingAsync"/>
    public override void StartProcessing(CancellationToken cancellationToken = default)
    {
        _core.StartsAndStops.Wait(cancellationToken);
        try
        {
            StartAlone(cancellationToken);
        }
        finally
        {
            _core.StartsAndStops.Release();
        }
    }

    /// <summary>Stops: handlers end, last checkpoints are stored, and all partitions are given up. Waits for a start or stop that is under way. If the release fails this throws, and may be repeated.</summary>
    /// <param name="cancellationToken">Ends the wait, for others before the stop, and for its last part: what the SDK does not know of is given up all the same, within the time limits of stop handlers and store.</param>
    /// <exception cref="CheckpointStoreException">The partitions could not be released; they stay owned until another stop succeeds, or until they expire.</exception>
    public override async Task StopProcessingAsync(CancellationToken cancellationToken = default)
    {
        await _core.StartsAndStops.WaitAsync(cancellationToken).ConfigureAwait(false);
        Task? end = null;
        try
        {
            await StopSdkAsync(cancellationToken).ConfigureAwait(false);
            end = EndStopAsync();
        }
        finally
        {
            ReleaseUnless(end);
        }

        // Whoever stops this processor finds its stop handlers ended.
        await end.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="StopProcessingAsync"/>, blocking the thread.</summary>
    /// <inheritdoc cref="StopProcessingAsync"/>
    public override void StopProcessing(CancellationToken cancellationToken = default)
    {
        _core.StartsAndStops.Wait(cancellationToken);
        Task? end = null;
        try
        {
            StopSdk(cancellationToken);
            end = Task.Run(EndStopAsync, CancellationToken.None);
        }
        finally
        {
            ReleaseUnless(end);
        }

        Block(end.WaitAsync(cancellationToken));
    }

    /// <summary>The SDK's synchronous members block just so.</summary>
    private static void Block(Task task)
    {
#pragma warning disable VSTHRD002 // There is no other way in a synchronous member.
        task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private async Task StartAloneAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            if (_isStopUnfinished)
            {
                // The SDK would do nothing, and say nothing of it.
                await StopSdkAsync(cancellationToken).ConfigureAwait(false);
            }

            await _core.Identity.EnsureAloneAsync(cancellationToken).ConfigureAwait(false);
        }

        _core.Telemetry.Ownership.Started();

        // When hub or store do not answer, the SDK stops again what it has begun already; then handlers have the time for their end that they have at any stop.
        using IDisposable perhaps = _core.BeginStop();
        try
        {
            await base.StartProcessingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            _isStopUnfinished = true;
            await _core.FinishStopAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void StartAlone(CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            if (_isStopUnfinished)
            {
                StopSdk(cancellationToken);
            }

            Block(Task.Run(() => _core.Identity.EnsureAloneAsync(cancellationToken), cancellationToken));
        }

        _core.Telemetry.Ownership.Started();
        using IDisposable perhaps = _core.BeginStop();
        try
        {
            base.StartProcessing(cancellationToken);
        }
        catch (AggregateException)
        {
            _isStopUnfinished = true;
            Block(Task.Run(_core.FinishStopAsync, CancellationToken.None));
            throw;
        }
    }

    /// <summary>
    /// Has the SDK stop. It releases in one call; if that fails it is tried again, as what it does not know of is: what is left counts as a live owner's until it expires. If all fail this throws,
    /// and the SDK starts nothing until another stop has succeeded.
    /// </summary>
    private async Task StopSdkAsync(CancellationToken cancellationToken)
    {
        _isStopUnfinished = true;
        using (_core.BeginStop())
        {
            for (int failures = 0; _isStopUnfinished; failures++)
            {
                try
                {
                    await base.StopProcessingAsync(failures == 0 ? cancellationToken : CancellationToken.None).ConfigureAwait(false);
                    _isStopUnfinished = false;
                }
                catch (CheckpointStoreException exception) when (IsToBeRepeated(exception, failures))
                {
                    _core.Logger.ClaimFailed(exception.PartitionId, exception);
                }
            }
        }
    }

    private void StopSdk(CancellationToken cancellationToken)
    {
        _isStopUnfinished = true;
        using (_core.BeginStop())
        {
            for (int failures = 0; _isStopUnfinished; failures++)
            {
                try
                {
                    base.StopProcessing(failures == 0 ? cancellationToken : CancellationToken.None);
                    _isStopUnfinished = false;
                }
                catch (CheckpointStoreException exception) when (IsToBeRepeated(exception, failures))
                {
                    _core.Logger.ClaimFailed(exception.PartitionId, exception);
                }
            }
        }
    }

    /// <summary>A store that has answered nothing for as long as a call may take would only hold up the stop.</summary>
    private bool IsToBeRepeated(CheckpointStoreException exception, int failuresBefore) =>
        exception.IsTransient && failuresBefore + 1 < ClaimCalls.MostAttempts && _core.Outage.FailingFor < _core.StoreCallTimeout;

    /// <summary>The rest of a stop, which goes on also if nobody waits for it any more: what it would leave behind others had to wait for until it expires.</summary>
    private async Task EndStopAsync()
    {
        try
        {
            await _core.FinishStopAsync().ConfigureAwait(false);
        }
        finally
        {
            _core.StartsAndStops.Release();
        }
    }

    private void ReleaseUnless(Task? end)
    {
        if (end is null)
        {
            _core.StartsAndStops.Release();
        }
    }
}
