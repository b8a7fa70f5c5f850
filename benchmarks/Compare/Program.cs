using System.CommandLine;
using System.CommandLine.Invocation;
using Compare;
using CrashHarness.Workers;

// The processors of a deployment are this program too.
if (args is [WorkerHost.CommandName])
{
    return await WorkerHost.RunAsync();
}

ParseResult result = CompareCommand.Make().Parse(args);
if (result.Action is ParseErrorAction mistake)
{
    mistake.ShowHelp = false;
}

return await result.InvokeAsync();
