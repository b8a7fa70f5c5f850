using Checkpointing.Moving.Tests;

[assembly: AssemblyFixture(typeof(ServersFixture))]
