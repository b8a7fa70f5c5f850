using Checkpointing.Tracking;
using Checkpointing.Writing;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>The bound on events of one session that no stored checkpoint covers: reading waits for the store before it is broken.</summary>
/// <param name="maximum">The most such events; null for no bound.</param>
/// <param name="tracker">Tells how many there are.</param>
/// <param name="checkpoints">Where checkpoints are waited for.</param>
/// <param name="run">Tells when the run of finished events grows.</param>
/// <param name="watch">Has what is finished written.</param>
/// <param name="logger">The log.</param>
internal sealed class UncoveredBound(int? maximum, CheckpointTracker tracker, PartitionCheckpoints checkpoints, FinishedRun run, PolicyWatch watch, ILogger logger)
{
    /// <summary>Waits until so many more events may be handed out without breaking the bound.</summary>
    public async ValueTask WaitForRoomAsync(int count, CancellationToken cancellationToken)
    {
        if (maximum is not { } max)
        {
            return;
        }

        long uncovered = tracker.Uncovered + count;
        if (uncovered <= max)
        {
            if (uncovered > max - (max / 4))
            {
                // In time: a write that is asked for only when the bound is met has reading stand still for as long as it takes.
                watch.PostFinished();
                checkpoints.Hurry();
            }

            return;
        }

        logger.ReadingWaits(checkpoints.PartitionId, tracker.Uncovered, max);
        while (!checkpoints.IsClosed && !cancellationToken.IsCancellationRequested)
        {
            // What grows from here on is waited for below, also if it grows while the store is at work.
            Task growth = run.GrowsAsync(cancellationToken);
            bool hasAllToWaitFor = tracker.InFlight == 0 || !watch.Policy.WritesOnRelease;
            watch.PostFinished();
            try
            {
                await checkpoints.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (hasAllToWaitFor || tracker.Uncovered + count <= max)
                {
                    return;
                }

                await growth.ConfigureAwait(false);
            }
            catch (CheckpointStoreException)
            {
                // Reported already. The writer goes on trying, at its own pace, and so the next wait takes as long as its next try.
            }
        }
    }
}
