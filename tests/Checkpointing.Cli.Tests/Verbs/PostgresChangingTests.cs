using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class PostgresChangingTests(Stage stage) : ChangingSuite("Postgres", stage);
