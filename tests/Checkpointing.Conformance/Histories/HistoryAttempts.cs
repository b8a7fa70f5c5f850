namespace Checkpointing.Conformance.Histories;

/// <summary>Makes the calls of a history, in trouble or not.</summary>
/// <param name="trouble">What befalls them.</param>
/// <param name="random">Says which.</param>
internal sealed class HistoryAttempts(HistoryTrouble trouble, Random random)
{
    /// <summary>Makes one call, which may be cancelled half-way or end in a fault if this history is troubled.</summary>
    /// <returns>The answer, if there was one; and if not, whether the call may have been applied nevertheless.</returns>
    public async Task<(T? Answer, bool IsUnclear)> TryAsync<T>(
        Func<CancellationToken, Task<T>> call, Func<T, IReadOnlyList<CheckpointStoreException>> faultsOf, bool mayCancel, CancellationToken cancellationToken)
        where T : class
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool cancels = trouble == HistoryTrouble.Cancellation && mayCancel && random.Next(6) == 0;
        try
        {
            Task<T> calling = call(cancellation.Token);
            if (cancels)
            {
                await Task.WhenAny(calling, YieldAsync(random.Next(20)));
                await cancellation.CancelAsync();
            }

            T answer = await calling;
            return faultsOf(answer) is [var fault, ..] ? throw fault : (answer, false);
        }
        catch (CheckpointStoreException fault) when (trouble == HistoryTrouble.Network)
        {
            return (null, fault.MayHaveBeenApplied);
        }
        catch (OperationCanceledException) when (cancels)
        {
            return (null, true);
        }
    }

    private static async Task YieldAsync(int times)
    {
        for (int time = 0; time < times; time++)
        {
            await Task.Yield();
        }
    }
}
