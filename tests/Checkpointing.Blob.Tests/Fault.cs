namespace Checkpointing.Blob.Tests;

/// <summary>What befalls a request.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is never answered.</summary>
    NoAnswer,

    /// <summary>It fails before it is sent.</summary>
    NeverSent,

    /// <summary>It is refused for want of a permission.</summary>
    Forbidden,

    /// <summary>It is carried out, and the answer is lost.</summary>
    AnswerLost,
}
