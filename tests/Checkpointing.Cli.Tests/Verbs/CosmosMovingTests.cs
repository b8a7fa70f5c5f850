using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class CosmosMovingTests(Stage stage) : MovingSuite("Cosmos", stage);
