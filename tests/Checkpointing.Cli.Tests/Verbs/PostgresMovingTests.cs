using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class PostgresMovingTests(Stage stage) : MovingSuite("Postgres", stage);
