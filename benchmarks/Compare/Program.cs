using Compare;
using CrashHarness.Workers;

// The processors of a deployment are this program too.
return args is [WorkerHost.CommandName] ? await WorkerHost.RunAsync() : await CompareCommand.RunAsync(args);
