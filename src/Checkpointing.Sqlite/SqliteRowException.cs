using System.Globalization;

namespace Checkpointing.Sqlite;

/// <summary>A row holds what no version of this store writes.</summary>
internal sealed class SqliteRowException : Exception
{
    public SqliteRowException(string column, object value)
        : base($"column {column} holds {Describe(value)}, which no version of this store writes. The row was left as it is; repair or delete it.")
    {
    }

    private static string Describe(object value) => value switch
    {
        DBNull => "nothing",
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => $"a {value.GetType().Name}",
    };
}
