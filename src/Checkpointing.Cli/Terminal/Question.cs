using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Terminal;

/// <summary>Asks the operator, on standard error; the answer is a line of standard input, so that a script can give it too.</summary>
internal static class Question
{
    /// <summary>Goes on only if the answer is yes.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="question">The question.</param>
    /// <param name="yes">Whether it was answered beforehand.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CliException">It is not.</exception>
    public static async Task ConfirmAsync(Screen screen, string question, bool yes, CancellationToken cancellationToken)
    {
        if (yes)
        {
            return;
        }

        string answer = await AskAsync(screen, $"{question} [y/N] ", cancellationToken).ConfigureAwait(false);
        if (!answer.Equals("y", StringComparison.OrdinalIgnoreCase) && !answer.Equals("yes", StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException(ExitCode.Refused, "nothing was changed. Answer y, or give --yes.");
        }
    }

    /// <summary>Asks, and waits for a line; empty if there is none.</summary>
    public static async Task<string> AskAsync(Screen screen, string question, CancellationToken cancellationToken)
    {
        if (screen.IsJson)
        {
            throw new CliException(ExitCode.Misused, "with --json nobody is asked: give --dry-run to see what would be done, or --yes to do it.");
        }

        screen.Flush();
        await Console.Error.WriteAsync(Words.Visible(question).AsMemory(), cancellationToken).ConfigureAwait(false);

        // Reading a console cannot be cancelled; the wait for it can.
        string? answer;
        try
        {
            answer = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync().ConfigureAwait(false);
            throw new CliException(ExitCode.Interrupted, "interrupted: nothing was changed");
        }

        if (answer is null || Console.IsInputRedirected)
        {
            await Console.Error.WriteLineAsync().ConfigureAwait(false);
        }

        return answer?.Trim() ?? "";
    }
}
