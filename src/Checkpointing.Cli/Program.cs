using Checkpointing.Cli.CommandLine;

return await CheckpointsCommand.RunAsync(args).ConfigureAwait(false);
