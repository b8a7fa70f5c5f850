using System.CommandLine;
using System.CommandLine.Invocation;
using Devkit.EventHubs.Broker.Tool;

ParseResult arguments = new BrokerCommand().Parse(args);
if (arguments.Action is ParseErrorAction mistake)
{
    mistake.ShowHelp = false;
}

return await arguments.InvokeAsync().ConfigureAwait(false);
