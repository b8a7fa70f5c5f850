using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.CommandLine;

/// <summary>The usual help, and below it examples and exit codes.</summary>
internal sealed class ExamplesHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ToolName = "checkpoints";
    private const int DefaultWidth = 120;

    private static readonly string[] ExitCodes =
    [
        "0    done, or all is well",
        "1    the answer is no: behind a threshold, stores differ, something found wanting, a part left as it is",
        "2    the command line or the settings are wrong; nothing was done",
        "3    the store or the event hub failed",
        "4    nothing was changed: not confirmed, or owners are alive",
        "130  interrupted",
    ];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the usual help.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelp((HelpAction)help.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        int result = InvokeUsual(parseResult, output);
        if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            output.WriteLine("Examples:");
            foreach (string example in verb.Examples)
            {
                output.WriteLine($"  {example}");
            }
        }
        else
        {
            output.WriteLine("Exit codes:");
            foreach (string exitCode in ExitCodes)
            {
                output.WriteLine($"  {exitCode}");
            }
        }

        output.WriteLine();
        return result;
    }

    /// <summary>The usual help names the program by its file, which nobody types.</summary>
    private int InvokeUsual(ParseResult parseResult, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        parseResult.InvocationConfiguration.Output = text;
        usual.MaxWidth = Screen.FindWidth(otherwise: DefaultWidth);
        int result = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(text.ToString().Replace(RootCommand.ExecutableName, ToolName, StringComparison.Ordinal));
        return result;
    }
}
