using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class BlobChangingTests(Stage stage) : ChangingSuite("Blob", stage);
