namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>What a copy did, or what a comparison showed.</summary>
/// <param name="Source">Where from.</param>
/// <param name="Target">Where to.</param>
/// <param name="Applied">Whether anything was to be written, and was.</param>
/// <param name="AreSame">Whether both hold the same afterwards.</param>
/// <param name="Groups">The groups.</param>
internal sealed record CopyReport(string Source, string Target, bool Applied, bool AreSame, IReadOnlyList<CopyGroup> Groups);
