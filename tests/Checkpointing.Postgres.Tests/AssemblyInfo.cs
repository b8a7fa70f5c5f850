using Checkpointing.Postgres.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
