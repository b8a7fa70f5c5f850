using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>Looks at one thing after the other. Whatever fails is a finding itself, and keeps no other from being told: who asks a doctor has something that is broken.</summary>
/// <param name="screen">Where all of a failure is shown.</param>
/// <param name="verbose">Whether it is.</param>
internal sealed class Examination(Screen screen, bool verbose)
{
    private readonly List<Finding> _findings = [];

    /// <summary>What was found, in the order in which it was looked at.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Looks at one thing.</summary>
    /// <param name="about">What is looked at.</param>
    /// <param name="look">Finds; what it throws counts as an error that was found.</param>
    /// <param name="cancellationToken">Ends it all.</param>
    /// <returns>Whether it found no error.</returns>
    public async Task<bool> LookAsync(string about, Func<Task<IEnumerable<Finding>>> look, CancellationToken cancellationToken)
    {
        Finding[] found;
        try
        {
            found = [.. await look().ConfigureAwait(false)];
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            found = [new Finding(FindingLevel.Error, about, Secrets.Hide(Failures.Explain(failure).Message))];
            if (verbose)
            {
                screen.Remark(Secrets.Hide(failure.ToString()));
            }
        }

        _findings.AddRange(found);
        return !Array.Exists(found, finding => finding.Level == FindingLevel.Error);
    }

    /// <summary>Adds something that needed no look.</summary>
    public void Add(Finding finding) => _findings.Add(finding);
}
