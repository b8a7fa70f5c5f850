namespace Checkpointing.Cosmos.Tests;

/// <summary>What befalls a request.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is never answered.</summary>
    NoAnswer,

    /// <summary>It fails before it is sent.</summary>
    NeverSent,

    /// <summary>It is carried out, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>The service answers 429 and says how long to wait.</summary>
    Throttled,

    /// <summary>The service answers 403.</summary>
    Forbidden,

    /// <summary>Something that is not the service answers 400.</summary>
    CutOff,

    /// <summary>It is carried out, and something that is not the service answers 200 with a page of its own.</summary>
    Page,

    /// <summary>The service answers 400.</summary>
    Malformed,

    /// <summary>The service answers 404 with the sub-status of a replica that lags behind the session.</summary>
    Lagging,
}
