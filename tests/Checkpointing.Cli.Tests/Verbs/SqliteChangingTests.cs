using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class SqliteChangingTests(Stage stage) : ChangingSuite("Sqlite", stage);
