using System.Text;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// The names of keys. A consumer group has two hashes, <c>&lt;prefix&gt;{&lt;namespace&gt;/&lt;hub&gt;/&lt;group&gt;}:ownership</c> and
/// <c>…:checkpoint</c>, with a field for each partition. The text in braces is what a cluster chooses the slot by, so a group stays together.
/// </summary>
internal sealed class RedisKeys : IRedisLayout
{
    private const string OwnershipEnding = "}:ownership";
    private const string CheckpointEnding = "}:checkpoint";
    private const string Reserved = "%/{}";

    private readonly string _prefix;

    public RedisKeys(string prefix) => _prefix = prefix;

    /// <inheritdoc/>
    public RedisScripts Scripts { get; } = new("hashes", "usual-renewals", "usual-writes");

    /// <inheritdoc/>
    public string? KeyKind => null;

    /// <inheritdoc/>
    public bool HoldsRequests => true;

    /// <inheritdoc/>
    public string Pattern
    {
        get
        {
            StringBuilder pattern = new();
            foreach (char character in _prefix)
            {
                pattern.Append(character is '*' or '?' or '[' or ']' or '\\' ? "\\" : "").Append(character);
            }

            return pattern.Append("{*}:*").ToString();
        }
    }

    /// <summary>The hash with the ownership records of a group.</summary>
    public RedisKey Ownership(ConsumerGroup group) => $"{_prefix}{{{Encode(group)}{OwnershipEnding}";

    /// <summary>The hash with the checkpoints of a group.</summary>
    public RedisKey Checkpoint(ConsumerGroup group) => $"{_prefix}{{{Encode(group)}{CheckpointEnding}";

    /// <inheritdoc/>
    public RedisKey[] Keys(ConsumerGroup group) => [Ownership(group), Checkpoint(group)];

    /// <inheritdoc/>
    public RedisValue[] Names(ConsumerGroup group) => [];

    /// <inheritdoc/>
    public RedisKey Probe(int number) => FormattableString.Invariant($"{_prefix}{{{number}}}:probe");

    /// <inheritdoc/>
    public ConsumerGroup? GroupOf(string key)
    {
        string? ending = Array.Find([OwnershipEnding, CheckpointEnding], candidate => key.EndsWith(candidate, StringComparison.Ordinal));
        if (ending is null || !key.StartsWith(_prefix + "{", StringComparison.Ordinal) || key.Length <= _prefix.Length + 1 + ending.Length)
        {
            return null;
        }

        string text = key[(_prefix.Length + 1)..^ending.Length];
        string[] names = Array.ConvertAll(text.Split('/'), Decode);
        if (names.Length != 3 || Array.Exists(names, string.IsNullOrWhiteSpace))
        {
            return null;
        }

        ConsumerGroup group = new(names[0], names[1], names[2]);
        return Encode(group) == text ? group : null;
    }

    private static string Encode(ConsumerGroup group) => $"{Encode(group.FullyQualifiedNamespace)}/{Encode(group.EventHubName)}/{Encode(group.Name)}";

    /// <summary>Escapes what delimits, and what would not show on a console, as <c>%XX</c>. All else stays readable.</summary>
    private static string Encode(string name)
    {
        StringBuilder encoded = new(name.Length);
        foreach (char character in name)
        {
            if (char.IsAscii(character) && (char.IsControl(character) || character == ' ' || Reserved.Contains(character, StringComparison.Ordinal)))
            {
                encoded.Append(FormattableString.Invariant($"%{(int)character:X2}"));
            }
            else
            {
                encoded.Append(character);
            }
        }

        return encoded.ToString();
    }

    private static string Decode(string name) => Uri.UnescapeDataString(name);
}
