using Quickstart;

return args is [ProcessorHost.CommandName, var name]
    ? await ProcessorHost.RunAsync(name)
    : await QuickstartCommand.RunAsync(args);
