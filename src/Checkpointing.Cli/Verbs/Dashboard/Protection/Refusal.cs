namespace Checkpointing.Cli.Verbs.Dashboard.Protection;

/// <summary>Why a request is not answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What is the matter and what to do.</param>
internal sealed record Refusal(int Status, string Message);
