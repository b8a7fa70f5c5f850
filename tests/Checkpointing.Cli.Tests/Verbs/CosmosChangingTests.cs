using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class CosmosChangingTests(Stage stage) : ChangingSuite("Cosmos", stage);
