namespace Checkpointing;

/// <summary>One thing that a store found wanting in its backend.</summary>
/// <param name="IsError">Whether the store cannot work like this; otherwise it is advice.</param>
/// <param name="Message">A plain sentence: what is the matter and what to do.</param>
public sealed record StoreFinding(bool IsError, string Message);
