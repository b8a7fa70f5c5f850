using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class CosmosLookingTests(Stage stage) : LookingSuite("Cosmos", stage);
