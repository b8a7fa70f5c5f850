using System.CommandLine;
using CrashHarness;
using CrashHarness.Commands;
using CrashHarness.Workers;

if (args is [WorkerHost.CommandName])
{
    return await WorkerHost.RunAsync();
}

RootCommand command = CrashCommand.Make();
command.Subcommands.Add(RollingCommand.Make());
ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"crash harness: {parsed.Errors[0].Message} (--help lists the options)");
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception problem) when (problem is HarnessException or OperationCanceledException)
{
    Console.Error.WriteLine($"crash harness: {problem.Message}");
    return 2;
}
