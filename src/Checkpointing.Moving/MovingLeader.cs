namespace Checkpointing.Moving;

/// <summary>Which of the two stores decides where a partition stands. Ownership needs both, whichever leads.</summary>
public enum MovingLeader
{
    /// <summary>The store to move from: it has every checkpoint also while some processes know no other store.</summary>
    From = 0,

    /// <summary>The store to move to: it has every checkpoint also while some processes know no other store. Where it has none, the one to move from is read.</summary>
    To = 1,
}
