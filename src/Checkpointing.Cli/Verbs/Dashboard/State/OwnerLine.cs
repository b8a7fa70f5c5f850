using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Owners;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>What one owner has.</summary>
/// <param name="Owner">The processor.</param>
/// <param name="State">Live if it renews any of its partitions.</param>
/// <param name="RenewedAt">When it last did.</param>
/// <param name="Count">How many partitions it has.</param>
/// <param name="Partitions">Which, for people: runs drawn together, cut where they are too many.</param>
internal sealed record OwnerLine(string Owner, OwnerState State, DateTimeOffset RenewedAt, int Count, string Partitions)
{
    private const int RunsLength = 80;

    public static OwnerLine Of(OwnerShare share) =>
        new(share.Owner, share.State, share.RenewedAt, share.Partitions.Count, Words.Fit(Words.Runs(share.Partitions), RunsLength));
}
