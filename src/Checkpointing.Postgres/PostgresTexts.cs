using System.Text;
using Checkpointing.Resilience;

namespace Checkpointing.Postgres;

/// <summary>
/// Finds texts that the database cannot hold before they are sent, since the server would refuse the whole batch for the one of them.
/// </summary>
internal static class PostgresTexts
{
    /// <summary>How long group and partition may be together, in bytes: an entry of an index is at most 2,704, its own overhead included.</summary>
    public const int LongestKey = 2600;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Keeps what can be stored; the rest become faults of their partitions.</summary>
    public static List<T> Storable<T>(
        StoreCall call, IReadOnlyList<T> items, Func<T, string> partitionOf, Func<T, string?[]> textsOf, ICollection<CheckpointStoreException> faults)
    {
        Check(call);
        List<T> storable = new(items.Count);
        foreach (T item in items)
        {
            if (Problem(call.Group!, partitionOf(item), textsOf(item)) is { } problem)
            {
                faults.Add(new CheckpointStoreException(call.Operation, call.Group, partitionOf(item), problem));
            }
            else
            {
                storable.Add(item);
            }
        }

        return storable;
    }

    /// <summary>Throws if the group's names cannot be stored.</summary>
    public static void Check(StoreCall call)
    {
        ConsumerGroup group = call.Group!;
        if (Problem(group, "", []) is { } problem)
        {
            throw new CheckpointStoreException(call.Operation, group, call.PartitionId, problem);
        }
    }

    /// <summary>Whether a partition of that name can be there at all.</summary>
    public static bool IsKey(ConsumerGroup group, string partitionId) => Problem(group, partitionId, []) is null;

    private static string? Problem(ConsumerGroup group, string partitionId, string?[] texts)
    {
        string[] names = [group.FullyQualifiedNamespace, group.EventHubName, group.Name, partitionId];
        if (!Array.TrueForAll(names, IsStorable) || !Array.TrueForAll(texts, IsStorable))
        {
            return "a name, an owner or an offset holds a zero character or half a surrogate pair, which PostgreSQL cannot store.";
        }

        int length = names.Sum(Strict.GetByteCount);
        return length <= LongestKey ? null : $"the names of group and partition are {length} bytes long together; allowed are {LongestKey}.";
    }

    private static bool IsStorable(string? text)
    {
        if (text is null)
        {
            return true;
        }

        // Nearly all are: neither a zero nor any surrogate.
        if (!text.AsSpan().Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return true;
        }

        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0' || !Rune.TryGetRuneAt(text, index, out Rune rune))
            {
                return false;
            }

            index += rune.Utf16SequenceLength - 1;
        }

        return true;
    }
}
