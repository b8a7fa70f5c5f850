using Compare.Reports;
using Compare.Results;

namespace Compare;

/// <summary>What a run leaves out. Whatever was to be measured and was not is told on the terminal and in the head of the results.</summary>
/// <param name="head">The head.</param>
/// <param name="progress">The terminal.</param>
internal sealed class Omissions(RunHead head, Progress progress)
{
    /// <summary>Why nothing more began.</summary>
    public const string NoTime = "the time of a quick look was over";

    /// <summary>Why nothing is measured at a distance.</summary>
    public const string NoDistance = "nothing can be put between it and its clients: it lies in this process, or its server is a given one";

    /// <summary>Whether something failed. That there is no server for it, or no time, is no failure.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Tells that something is left out.</summary>
    public void Add(string what, string reason)
    {
        head.LeftOut[what] = reason;
        progress.LeftOut(what, reason);
    }

    /// <summary>Tells that something failed.</summary>
    public void Fail(string what, Exception problem)
    {
        HasFailed = true;
        Add(what, $"{problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}");
    }
}
