using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class BlobMovingTests(Stage stage) : MovingSuite("Blob", stage);
