using System.Security.Cryptography;

namespace Checkpointing.Backends;

/// <summary>Versions for stores that make their own: random texts of 16 hexadecimal digits, which never were and never come back, even if a record is deleted and made again.</summary>
public static class RecordVersions
{
    private const int Length = 16;

    /// <summary>One version.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(Length, lowercase: true);

    /// <summary>So many versions, drawn at once: asking the system for each of hundreds takes longer than the rest of a claim.</summary>
    /// <param name="count">How many; zero or more.</param>
    public static string[] New(int count)
    {
        string digits = RandomNumberGenerator.GetHexString(count * Length, lowercase: true);
        return [.. Enumerable.Range(0, count).Select(index => digits.Substring(index * Length, Length))];
    }
}
