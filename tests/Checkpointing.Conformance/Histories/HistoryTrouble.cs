namespace Checkpointing.Conformance.Histories;

/// <summary>What befalls the calls of a history.</summary>
public enum HistoryTrouble
{
    /// <summary>Nothing: every call has to be answered.</summary>
    None = 0,

    /// <summary>Some calls are cancelled half-way.</summary>
    Cancellation = 1,

    /// <summary>Some calls end in a fault, because something between client and server fails.</summary>
    Network = 2,
}
