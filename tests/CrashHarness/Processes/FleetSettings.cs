namespace CrashHarness.Processes;

/// <summary>What all processors of a run have in common.</summary>
/// <param name="Configuration">The configuration of the library.</param>
/// <param name="Work">How long a handler takes for one event.</param>
/// <param name="IsPlain">Whether they are the SDK's own processors.</param>
internal sealed record FleetSettings(IReadOnlyDictionary<string, string?> Configuration, TimeSpan Work, bool IsPlain = false);
