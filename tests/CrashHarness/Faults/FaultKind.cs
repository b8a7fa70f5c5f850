namespace CrashHarness.Faults;

/// <summary>What is done to a run.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a processor; another one starts, now and then under the same identifier.</summary>
    KillProcessor,

    /// <summary>SIGTERM to a processor; another one starts at the same moment or when it has ended.</summary>
    StopProcessor,

    /// <summary>One more processor.</summary>
    ScaleOut,

    /// <summary>SIGTERM to a processor, and none in its place.</summary>
    ScaleIn,

    /// <summary>A partition is moved back.</summary>
    Rewind,

    /// <summary>kill -9 of the store's server, and its restart.</summary>
    KillStore,

    /// <summary>All connections to the store are reset.</summary>
    CutStore,

    /// <summary>The store does not answer for a while.</summary>
    StallStore,

    /// <summary>All connections to the event hub are reset.</summary>
    CutHub,

    /// <summary>A processor stands still for longer than its ownership lasts, and then goes on as if nothing had happened.</summary>
    PauseProcessor,

    /// <summary>A processor is replaced by one whose clock is ten minutes off.</summary>
    ShiftClock,
}
