using Npgsql;
using NpgsqlTypes;

namespace Checkpointing.Postgres;

/// <summary>Adds positional parameters to a command, in the order in which the statements number them.</summary>
internal static class PostgresParameters
{
    /// <summary>Adds the three names of a group.</summary>
    public static void Add(this NpgsqlParameterCollection parameters, ConsumerGroup group)
    {
        parameters.Add(group.FullyQualifiedNamespace);
        parameters.Add(group.EventHubName);
        parameters.Add(group.Name);
    }

    /// <summary>Adds a text.</summary>
    public static void Add(this NpgsqlParameterCollection parameters, string text) =>
        parameters.Add(new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text });

    /// <summary>Adds a truth value.</summary>
    public static void Add(this NpgsqlParameterCollection parameters, bool value) =>
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean });

    /// <summary>Adds one text for each item of a batch.</summary>
    public static void Add<T>(this NpgsqlParameterCollection parameters, IReadOnlyList<T> items, Func<T, string?> text) =>
        parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. items.Select(text)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    /// <summary>Adds one number for each item of a batch.</summary>
    public static void Add<T>(this NpgsqlParameterCollection parameters, IReadOnlyList<T> items, Func<T, long?> number) =>
        parameters.Add(new NpgsqlParameter<long?[]> { TypedValue = [.. items.Select(number)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
}
