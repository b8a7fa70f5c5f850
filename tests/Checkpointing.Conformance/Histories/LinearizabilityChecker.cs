using System.Numerics;

namespace Checkpointing.Conformance.Histories;

/// <summary>
/// Decides whether concurrent calls could have happened one after another: is there an order that respects real time (a call that
/// returned before another began comes first) and in which every answer is right? A call that nobody knows the end of may stand anywhere after it began, or be
/// left out. The search of Wing and Gong with Lowe's memory of states seen before.
/// </summary>
public static class LinearizabilityChecker
{
    /// <summary>Whether there is such an order.</summary>
    /// <param name="history">The calls on one partition of a group that was empty before.</param>
    public static bool IsLinearizable(IReadOnlyList<HistoryEntry> history)
    {
        HashSet<(BigInteger Done, HistoryState State)> seen = [];
        Stack<(BigInteger Done, HistoryState State)> open = new([(BigInteger.Zero, HistoryState.Nothing)]);
        BigInteger answered = BigInteger.Zero;
        for (int index = 0; index < history.Count; index++)
        {
            answered |= history[index].Call.IsUnclear ? BigInteger.Zero : BigInteger.One << index;
        }

        while (open.TryPop(out (BigInteger Done, HistoryState State) node))
        {
            if ((node.Done & answered) == answered)
            {
                return true;
            }

            long horizon = history.Where((_, index) => !IsDone(node.Done, index)).Min(entry => entry.Returned);
            for (int index = 0; index < history.Count; index++)
            {
                if (IsDone(node.Done, index) || history[index].Invoked > horizon || node.State.After(history[index].Call) is not { } next)
                {
                    continue;
                }

                (BigInteger, HistoryState) successor = (node.Done | (BigInteger.One << index), next);
                if (seen.Add(successor))
                {
                    open.Push(successor);
                }
            }
        }

        return false;
    }

    private static bool IsDone(BigInteger done, int index) => !(done >> index).IsEven;
}
