using System.Globalization;

namespace Compare.Contest;

/// <summary>An operation and its size.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Partitions">How many partitions are in one batch.</param>
internal sealed record Operation(OperationKind Kind, int Partitions)
{
    /// <summary>The largest batch that is renewed at a distance: one after the other, a thousand take twenty seconds.</summary>
    public const int MostAtDistance = 256;

    /// <summary>How many do it at once, each again as soon as it is done.</summary>
    public int Lanes => Kind == OperationKind.WriteSustained ? Sizes.Lanes : 1;

    /// <summary>Whether it is measured at a distance too.</summary>
    public bool IsMeasuredAtDistance => Kind != OperationKind.Renew || Partitions <= MostAtDistance;

    /// <summary>Whether it is part of a quick look.</summary>
    public bool IsQuick => Kind is not OperationKind.WriteSustained and not OperationKind.ContendedClaim;

    /// <summary>How it is called in tables.</summary>
    public string Title => Kind switch
    {
        OperationKind.Write => "write a checkpoint",
        OperationKind.WriteMany => Text($"write {Partitions} checkpoints at once"),
        OperationKind.WriteSustained => Text($"write checkpoints, {Lanes} callers without a pause"),
        OperationKind.Read => "read a checkpoint",
        OperationKind.List => Text($"list {Partitions} partitions"),
        OperationKind.FirstClaim => Text($"first claim of {Partitions} partitions"),
        OperationKind.Renew => Text($"renew {Partitions} partitions"),
        OperationKind.ContendedClaim => Text($"{Sizes.Lanes} claimers, {Partitions} partitions"),
        _ => Kind.ToString(),
    };

    /// <summary>All operations.</summary>
    /// <param name="renewals">The sizes of renewals.</param>
    public static IReadOnlyList<Operation> All(IEnumerable<int> renewals) =>
    [
        new(OperationKind.Write, 1),
        new(OperationKind.WriteMany, Sizes.Batch),
        new(OperationKind.WriteSustained, 1),
        new(OperationKind.Read, 1),
        new(OperationKind.List, Sizes.Batch),
        new(OperationKind.FirstClaim, Sizes.Batch),
        .. renewals.Select(partitions => new Operation(OperationKind.Renew, partitions)),
        new(OperationKind.ContendedClaim, Sizes.Batch),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
