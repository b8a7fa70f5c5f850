namespace Compare.Contest;

/// <summary>The sizes of the work.</summary>
internal static class Sizes
{
    /// <summary>Partitions of a batch that is written, listed, claimed first, or claimed by several; and of a cold start.</summary>
    public const int Batch = 32;

    /// <summary>How many write or claim at once.</summary>
    public const int Lanes = 8;

    /// <summary>The batches that are renewed unless others are asked for.</summary>
    public static IReadOnlyList<int> Renewals { get; } = [4, 32, 256, 1024];

    /// <summary>The distances unless others are asked for, in milliseconds of added round-trip time.</summary>
    public static IReadOnlyList<double> Distances { get; } = [0, 1, 5, 20];
}
