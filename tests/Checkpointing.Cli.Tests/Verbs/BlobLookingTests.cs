using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class BlobLookingTests(Stage stage) : LookingSuite("Blob", stage);
