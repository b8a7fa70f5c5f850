namespace CrashHarness;

/// <summary>What keeps a run from being made or finished; one line for whoever started it.</summary>
internal sealed class HarnessException(string message) : Exception(message);
