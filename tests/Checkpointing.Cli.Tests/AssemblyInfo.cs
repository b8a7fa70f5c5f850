using Checkpointing.Cli.Tests.Support;

[assembly: AssemblyFixture(typeof(Stage))]
