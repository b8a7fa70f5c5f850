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
    /// <param name="history">The calls on one partition of a group that was empty before, in the order in which they began.</param>
    public static bool IsLinearizable(IReadOnlyList<HistoryEntry> history)
    {
        Dictionary<(BigInteger Answered, HistoryState State), List<BigInteger>> seen = [];
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
            HashSet<HistoryCall> unclear = [];
            for (int index = 0; index < history.Count; index++)
            {
                HistoryCall call = history[index].Call;
                if (IsDone(node.Done, index) || history[index].Invoked > horizon)
                {
                    continue;
                }

                // Of several such calls that are alike the first one will do: whatever comes of it, a later one is still there.
                if ((call.IsUnclear && !unclear.Add(call)) || node.State.After(call) is not { } next)
                {
                    continue;
                }

                BigInteger done = node.Done | (BigInteger.One << index);
                if (IsNews(seen, done & answered, next, done & ~answered))
                {
                    open.Push((done, next));
                }
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a point was not reached before with no more of the calls that nobody knows the end of: whoever has more of them left can do all that the other can.
    /// Without this the search grows with the power set of them, and a slow machine makes many.
    /// </summary>
    private static bool IsNews(
        Dictionary<(BigInteger Answered, HistoryState State), List<BigInteger>> seen, BigInteger answered, HistoryState state, BigInteger unclear)
    {
        if (!seen.TryGetValue((answered, state), out List<BigInteger>? spent))
        {
            seen.Add((answered, state), [unclear]);
            return true;
        }

        if (spent.Exists(less => (less & unclear) == less))
        {
            return false;
        }

        spent.RemoveAll(more => (more & unclear) == unclear);
        spent.Add(unclear);
        return true;
    }

    private static bool IsDone(BigInteger done, int index) => !(done >> index).IsEven;
}
