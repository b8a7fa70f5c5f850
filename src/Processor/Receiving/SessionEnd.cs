using Checkpointing.Processor.Checkpointing;
using Checkpointing.Processor.Handling;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Receiving;

/// <summary>The end of a session: waits for its handlers, runs what the user wants done, writes the last checkpoint. Bounded by <see cref="CheckpointingProcessorOptions.FlushTimeout"/>.</summary>
/// <param name="progress">The session's progress, which ends with it.</param>
/// <param name="signals">The session's signals, which end with it.</param>
/// <param name="lanes">Where several events are processed at once; else null.</param>
/// <param name="options">Time limits and clock.</param>
/// <param name="logger">The log.</param>
internal sealed class SessionEnd(PartitionProgress progress, StopSignals signals, EventLanes? lanes, CheckpointingProcessorOptions options, ILogger logger)
{
    /// <summary>Ends the session. It never fails; what goes wrong is logged.</summary>
    /// <param name="whenIdleAsync">Waits for the handlers.</param>
    /// <param name="whenStopped">What the user wants done before the last checkpoint; null for nothing.</param>
    /// <param name="timeForHandlers">How long handlers may take beyond the limit.</param>
    public async Task RunAsync(Func<Task> whenIdleAsync, Func<Task>? whenStopped, TimeSpan timeForHandlers)
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.FlushTimeout + timeForHandlers, options.TimeProvider);
            lanes?.Close();

            // On its way in any case: a handler that does not end in time costs what it has not finished, and no more.
            progress.PostFinished();
            await whenIdleAsync().WaitAsync(deadline.Token).ConfigureAwait(false);
            if (whenStopped is not null)
            {
                // What is finished is on its way while the user's code runs, and stored even if that takes all the time there is.
                progress.PostFinished();
                await RunUserCodeAsync(whenStopped, deadline.Token).ConfigureAwait(false);
            }

            CheckpointOutcome outcome = await progress.FinishAsync(deadline.Token).ConfigureAwait(false);
            logger.PartitionStopped(progress.PartitionId, progress.Epoch, outcome);
        }
#pragma warning disable CA1031 // A stop that failed would keep the partition from ever being started or released again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.FlushFailed(progress.PartitionId, options.FlushTimeout, exception);
        }
        finally
        {
            progress.Dispose();
            signals.Close();
        }
    }

    /// <summary>Runs what the user wants done, within the limit. It never fails; what goes wrong is logged.</summary>
    public async Task RunUserCodeAsync(Func<Task> whenStopped, CancellationToken deadline)
    {
        try
        {
            await Task.Run(whenStopped, CancellationToken.None).WaitAsync(options.FlushTimeout, options.TimeProvider, deadline).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The SDK drops exceptions of stop handlers as well; here they are at least logged, and the last checkpoint is still written.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.StopHandlerFailed(progress.PartitionId, exception);
        }
    }
}
