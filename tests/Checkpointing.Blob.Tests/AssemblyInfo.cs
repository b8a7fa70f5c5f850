using Checkpointing.Blob.Tests;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]
