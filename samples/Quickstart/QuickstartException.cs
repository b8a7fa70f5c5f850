namespace Quickstart;

/// <summary>An end of the run that is told in one line.</summary>
internal sealed class QuickstartException(string message) : Exception(message);
