namespace Checkpointing.Cli.Verbs.Owners;

/// <summary>What one owner holds.</summary>
/// <param name="Owner">The processor.</param>
/// <param name="State">Live if it renews any of its partitions.</param>
/// <param name="RenewedAt">When it last renewed one.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="Partitions">The partitions, in the order of their numbers.</param>
internal sealed record OwnerShare(string Owner, OwnerState State, DateTimeOffset RenewedAt, double AgeSeconds, IReadOnlyList<string> Partitions);
