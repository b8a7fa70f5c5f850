namespace Checkpointing.Cli.Verbs.Releasing;

/// <summary>A partition that is released.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Owner">Who held it.</param>
/// <param name="AgeSeconds">How long ago the owner renewed it.</param>
/// <param name="Released">Whether it is free now; false if it was renewed or taken over meanwhile, or nothing was done.</param>
internal sealed record ReleasedPartition(string Partition, string Owner, double AgeSeconds, bool Released);
