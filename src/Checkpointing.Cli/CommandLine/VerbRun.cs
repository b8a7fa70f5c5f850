using System.CommandLine;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.CommandLine;

/// <summary>Runs a verb, and tells its failure.</summary>
internal static class VerbRun
{
    public static async Task<int> RunAsync(Verb verb, ParseResult arguments, CancellationToken cancellationToken)
    {
        // System.CommandLine begins to listen for signals when the action first waits: before anything is done.
        await Task.Yield();
        bool verbose = arguments.GetValue(verb.Shared.Verbose);
        using var screen = new Screen(arguments.GetValue(verb.Shared.Json));
        try
        {
            var context = new VerbContext(verb.Shared, arguments, screen);
            await using (context.ConfigureAwait(false))
            {
                try
                {
                    int exitCode = await verb.RunAsync(context, cancellationToken).ConfigureAwait(false);
                    screen.Flush();
                    return exitCode;
                }
                catch (CheckpointStoreException failure) when (context.Explain(failure) is { } explained)
                {
                    return Failures.Tell(screen, explained, verbose);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Complain("interrupted; repeating the command is safe");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return Failures.Tell(screen, failure, verbose);
        }
    }
}
