namespace Compare.Contest;

/// <summary>What is asked of a store.</summary>
internal enum OperationKind
{
    /// <summary>One checkpoint.</summary>
    Write,

    /// <summary>The checkpoints of a batch of partitions in one call.</summary>
    WriteMany,

    /// <summary>One checkpoint each by several callers who never pause.</summary>
    WriteSustained,

    /// <summary>The checkpoint of one partition.</summary>
    Read,

    /// <summary>The ownership of a group.</summary>
    List,

    /// <summary>Claims of a batch of partitions that nobody ever owned.</summary>
    FirstClaim,

    /// <summary>Claims of a batch of partitions by their owner.</summary>
    Renew,

    /// <summary>The same batch of partitions claimed by several at the same time.</summary>
    ContendedClaim,
}
