using System.CommandLine;

namespace Checkpointing.Cli.CommandLine;

/// <summary>One verb of the tool: its options, a step that collects or changes something, and how the outcome is told.</summary>
internal abstract class Verb : Command
{
    /// <summary>Makes a verb.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <param name="shared">The options that verbs share.</param>
    /// <param name="examples">Whole command lines, each with what it is good for behind a number sign.</param>
    protected Verb(string name, string description, SharedOptions shared, params string[] examples)
        : base(name, description)
    {
        Shared = shared;
        Examples = examples;
        SetAction((arguments, cancellationToken) => VerbRun.RunAsync(this, arguments, cancellationToken));
    }

    /// <summary>What <c>--help</c> shows last.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>The options that verbs share.</summary>
    public SharedOptions Shared { get; }

    /// <summary>Does it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public abstract Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken);

    /// <summary>Adds options.</summary>
    protected void AddAll(params IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            Options.Add(option);
        }
    }
}
