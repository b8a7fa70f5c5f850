using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class RedisMovingTests(Stage stage) : MovingSuite("Redis", stage);
