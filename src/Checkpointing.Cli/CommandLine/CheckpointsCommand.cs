using System.CommandLine;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Completing;
using Checkpointing.Cli.Verbs.Copying;
using Checkpointing.Cli.Verbs.Dashboard;
using Checkpointing.Cli.Verbs.Deleting;
using Checkpointing.Cli.Verbs.Doctoring;
using Checkpointing.Cli.Verbs.Groups;
using Checkpointing.Cli.Verbs.Importing;
using Checkpointing.Cli.Verbs.Lag;
using Checkpointing.Cli.Verbs.Listing;
using Checkpointing.Cli.Verbs.Owners;
using Checkpointing.Cli.Verbs.Provisioning;
using Checkpointing.Cli.Verbs.Releasing;
using Checkpointing.Cli.Verbs.Rewinding;

namespace Checkpointing.Cli.CommandLine;

/// <summary>The whole command line.</summary>
internal static class CheckpointsCommand
{
    /// <summary>How long a command may go on after Ctrl-C, to finish the step that it is in.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Parses and runs a command line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = Build();
        ParseResult result = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (result.Errors.Count > 0 && result.Action is not ExamplesHelp && !IsQuestionOfShell(args))
        {
            using var screen = new Screen(isJson: false);
            (string mistake, string verb) = result.CommandResult.Command is RootCommand && result.UnmatchedTokens is [var unknown, ..]
                ? ($"there is no verb '{unknown}'", "")
                : (string.Join(' ', result.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.'), result.CommandResult.Command is Verb { Name: var name } ? name + " " : "");
            screen.Complain($"{mistake} ('checkpoints {verb}--help' shows what there is)");
            return ExitCode.Misused;
        }

        return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout }).ConfigureAwait(false);
    }

    /// <summary>Puts the command line together.</summary>
    public static RootCommand Build()
    {
        SharedOptions shared = new();
        RootCommand root = new(
            "Shows and changes what a checkpoint store knows about Azure Event Hubs consumer groups: who reads which partition, how far it got, how far it is behind. "
            + "It takes the settings of the processor (--config, environment variables).");
        foreach (Option option in shared.Global)
        {
            root.Options.Add(option);
        }

        foreach (Verb verb in Verbs(shared))
        {
            root.Subcommands.Add(verb);
        }

        ExamplesHelp.AddTo(root);
        return root;
    }

    /// <summary>Shells ask by a directive how half a line can go on.</summary>
    private static bool IsQuestionOfShell(string[] args) => args is [['[', ..], ..];

    private static IEnumerable<Verb> Verbs(SharedOptions shared) =>
    [
        new GroupsVerb(shared),
        new ListVerb(shared),
        new OwnersVerb(shared),
        new LagVerb(shared),
        new DashboardVerb(shared),
        new RewindVerb(shared),
        new ForwardVerb(shared),
        new CopyVerb(shared),
        new VerifyVerb(shared),
        new ReleaseVerb(shared),
        new DeleteVerb(shared),
        new DoctorVerb(shared),
        new ProvisionVerb(shared),
        new ImportVerb(shared),
        new CompletionVerb(shared),
    ];
}
