namespace Checkpointing.Conformance.Network;

/// <summary>What a client was about when the network failed it.</summary>
public enum NetworkOperation
{
    /// <summary>Claiming a partition that nobody owned.</summary>
    FirstClaim = 0,

    /// <summary>Renewing its own partition.</summary>
    Renewal = 1,

    /// <summary>Taking another's partition.</summary>
    Takeover = 2,

    /// <summary>Giving its partition up.</summary>
    Relinquish = 3,

    /// <summary>Writing a checkpoint.</summary>
    Write = 4,

    /// <summary>Rewinding a partition.</summary>
    Rewind = 5,

    /// <summary>Listing ownership and checkpoints.</summary>
    List = 6,

    /// <summary>Reading a checkpoint.</summary>
    Read = 7,

    /// <summary>Requesting another's partition. Not for stores with <see cref="StoreTraits.NoRequests"/>.</summary>
    Request = 8,
}
