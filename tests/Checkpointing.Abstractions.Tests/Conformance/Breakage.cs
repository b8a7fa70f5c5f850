namespace Checkpointing.Abstractions.Tests.Conformance;

/// <summary>Ways in which a store can be wrong.</summary>
public enum Breakage
{
    /// <summary>Not wrong at all.</summary>
    None = 0,

    /// <summary>A claim wins whatever its version.</summary>
    ClaimsAreNotCompared = 1,

    /// <summary>A write is accepted whatever its epoch.</summary>
    WritesAreNotFenced = 2,

    /// <summary>A write that is behind is said to be written.</summary>
    StaleWritesAreAccepted = 3,

    /// <summary>Some writes are acknowledged and not made.</summary>
    WritesAreLost = 4,

    /// <summary>Some claims are acknowledged and not made.</summary>
    ClaimsAreLost = 5,

    /// <summary>Some first claims meet a record that they overwrite.</summary>
    FirstClaimsOverwrite = 6,

    /// <summary>A read tells what was true a while ago.</summary>
    ReadsAreOld = 7,

    /// <summary>A request stays when the partition changes hands.</summary>
    RequestsStay = 8,

    /// <summary>A request is noted whoever holds the partition.</summary>
    RequestsAreNotCompared = 9,

    /// <summary>Some requests are told to be noted, and are not.</summary>
    RequestsAreLost = 10,
}
