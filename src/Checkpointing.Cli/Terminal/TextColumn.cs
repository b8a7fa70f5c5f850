namespace Checkpointing.Cli.Terminal;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="IsRight">Whether its texts are aligned to the right.</param>
/// <param name="Rank">In which order columns are left out where the width does not suffice: the greatest first, 0 never.</param>
/// <param name="Least">To how many characters its texts may be cut before any column is left out; null if they may not.</param>
internal sealed record TextColumn(string Header, bool IsRight = false, int Rank = 0, int? Least = null);
