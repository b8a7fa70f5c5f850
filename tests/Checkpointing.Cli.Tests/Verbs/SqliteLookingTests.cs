using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class SqliteLookingTests(Stage stage) : LookingSuite("Sqlite", stage);
