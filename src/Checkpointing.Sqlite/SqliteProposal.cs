namespace Checkpointing.Sqlite;

/// <summary>A claim, with the version that it will have when it is won.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="NewVersion">The version.</param>
internal readonly record struct SqliteProposal(OwnershipClaim Claim, string NewVersion);
