using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class RedisLookingTests(Stage stage) : LookingSuite("Redis", stage);
