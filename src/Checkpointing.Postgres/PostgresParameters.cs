using Npgsql;
using NpgsqlTypes;

namespace Checkpointing.Postgres;

/// <summary>Adds positional parameters to a command, in the order in which the statements number them.</summary>
internal static class PostgresParameters
{
    /// <summary>Adds the three names of a group.</summary>
    public static void AddGroup(this NpgsqlParameterCollection parameters, ConsumerGroup group)
    {
        parameters.AddText(group.FullyQualifiedNamespace);
        parameters.AddText(group.EventHubName);
        parameters.AddText(group.Name);
    }

    /// <summary>Adds a text, or null.</summary>
    public static void AddText(this NpgsqlParameterCollection parameters, string? text) =>
        parameters.Add(new NpgsqlParameter<string?> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text });

    /// <summary>Adds a number.</summary>
    public static void AddNumber(this NpgsqlParameterCollection parameters, long number) =>
        parameters.Add(new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint });

    /// <summary>Adds a truth value.</summary>
    public static void AddFlag(this NpgsqlParameterCollection parameters, bool value) =>
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean });

    /// <summary>Adds one text for each item of a batch.</summary>
    public static void AddTexts<T>(this NpgsqlParameterCollection parameters, IReadOnlyList<T> items, Func<T, string?> text) =>
        parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. items.Select(text)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    /// <summary>Adds one number for each item of a batch.</summary>
    public static void AddNumbers<T>(this NpgsqlParameterCollection parameters, IReadOnlyList<T> items, Func<T, long?> number) =>
        parameters.Add(new NpgsqlParameter<long?[]> { TypedValue = [.. items.Select(number)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
}
