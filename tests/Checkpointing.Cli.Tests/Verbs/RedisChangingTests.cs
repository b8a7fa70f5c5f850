using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class RedisChangingTests(Stage stage) : ChangingSuite("Redis", stage);
