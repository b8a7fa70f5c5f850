using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class PostgresLookingTests(Stage stage) : LookingSuite("Postgres", stage);
