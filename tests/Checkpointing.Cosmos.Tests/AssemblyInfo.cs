using Checkpointing.Cosmos.Tests;

[assembly: AssemblyFixture(typeof(CosmosFixture))]
