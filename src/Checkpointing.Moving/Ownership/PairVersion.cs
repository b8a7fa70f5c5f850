using System.Globalization;
using System.Runtime.InteropServices;

namespace Checkpointing.Moving.Ownership;

/// <summary>The versions of one partition's two records; null where a store has no record. As a text it is the version that the pair of stores hands out.</summary>
/// <param name="From">The version in the store to move from.</param>
/// <param name="To">The version in the store to move to.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PairVersion(string? From, string? To)
{
    private const char LengthEnd = ':';
    private const char HasTo = '+';
    private const char HasNoTo = '-';

    /// <summary>Takes a text apart; null if no pair of stores has handed it out. No text stands for a partition of which neither store has a record.</summary>
    public static PairVersion? Of(string? text)
    {
        if (text is null)
        {
            return new PairVersion(null, null);
        }

        int start = text.IndexOf(LengthEnd, StringComparison.Ordinal) + 1;
        int length = -1;
        if (start == 0 || (start > 1 && !int.TryParse(text.AsSpan(0, start - 1), NumberStyles.None, CultureInfo.InvariantCulture, out length)))
        {
            return null;
        }

        int end = start + Math.Max(length, 0);
        if (length > text.Length || end >= text.Length)
        {
            return null;
        }

        string? from = length < 0 ? null : text[start..end];
        return text[end] switch
        {
            HasTo => new PairVersion(from, text[(end + 1)..]),
            HasNoTo when end == text.Length - 1 => new PairVersion(from, null),
            _ => null,
        };
    }

    /// <summary>The text: the length of the first version, so that none of its characters can be mistaken, the first version, and the second.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{From?.Length}{LengthEnd}{From}{(To is null ? HasNoTo : HasTo)}{To}");
}
