namespace Checkpointing.Conformance;

/// <summary>The ways in which a backend may differ and still keep the contract. The suites read them; nothing else may differ.</summary>
[Flags]
public enum StoreTraits
{
    /// <summary>No difference.</summary>
    None = 0,

    /// <summary>Nothing survives a restart.</summary>
    NotDurable = 1,

    /// <summary>
    /// The backend has no room for epochs: each client counts changes of hands for itself, so epochs rise but are not the same for two
    /// clients, checkpoints carry none, and a write is judged by the client that made the claim.
    /// </summary>
    LocalEpochs = 2,

    /// <summary>The backend has no room for the owner's instance; a list does not say it.</summary>
    NoOwnerInstance = 4,

    /// <summary>
    /// Keys are paths in a layout shared with other programs: a name that holds a slash can meet another group's records, and a backslash
    /// becomes a slash.
    /// </summary>
    SlashesJoinNames = 8,

    /// <summary>
    /// Owners and offsets travel as HTTP headers: printable ASCII only. Anything else is a fault, and never stored altered.
    /// </summary>
    PlainTextOnly = 16,

    /// <summary>The store runs within its client's process: there is no server to lose, and no network between them.</summary>
    Embedded = 32,

    /// <summary>
    /// A checkpoint that cannot be understood is treated as none, with a warning that names it, because the programs that share the layout do so.
    /// </summary>
    DamageIsAbsence = 64,

    /// <summary>The backend's records have no room for a request: the store is no <see cref="IOwnershipRequestStore"/>, or one that says that it holds none.</summary>
    NoRequests = 128,

    /// <summary>
    /// A claim takes several steps that others can see: one that is lost half-way is taken back, and leaves the partition free, or held as before, under another version.
    /// </summary>
    PassingClaims = 256,
}
