using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class SqliteMovingTests(Stage stage) : MovingSuite("Sqlite", stage);
