using Compare.Results;

namespace Compare.Contest;

/// <summary>Who hears of what is measured.</summary>
/// <param name="Tell">Hears each result as it comes.</param>
/// <param name="Fail">Hears what failed.</param>
/// <param name="Skip">Hears what did not begin, since the time was over.</param>
internal sealed record ContestJournal(Action<OperationResult> Tell, Action<string, Exception> Fail, Action<string> Skip);
