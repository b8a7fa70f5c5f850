using System.Globalization;

namespace TransactionalCheckpoint;

/// <summary>What the command line says.</summary>
internal sealed record SampleSettings(string Store, string? Database, int Kills, int Seed)
{
    public const string Usage =
        """
        usage: TransactionalCheckpoint [<database>] [--store Postgres|Sqlite] [--kills N] [--seed N]

          <database>   the connection string of a PostgreSQL database that may be written to, or the path of a SQLite file
                       (that of a temporary one unless given)
          --store      Postgres unless given
          --kills      how often a processor is killed; 20 unless given
          --seed       of the moments at which they are killed; another one each time unless given
        """;

    private const int DefaultKills = 20;

    public static SampleSettings? TryParse(string[] args)
    {
        var settings = new SampleSettings(PostgresLedger.StoreName, Database: null, DefaultKills, Environment.TickCount & 0xffff);
        for (int index = 0; index < args.Length; index++)
        {
            string? value = args[index].StartsWith("--", StringComparison.Ordinal) && index + 1 < args.Length ? args[++index] : null;
            SampleSettings? next = (value is null ? "" : args[index - 1], value) switch
            {
                ("", _) when !args[index].StartsWith("--", StringComparison.Ordinal) => settings with { Database = args[index] },
                ("--store", PostgresLedger.StoreName or SqliteLedger.StoreName) => settings with { Store = value },
                ("--kills", _) when Number(value) is { } kills => settings with { Kills = kills },
                ("--seed", _) when Number(value) is { } seed => settings with { Seed = seed },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            settings = next;
        }

        return settings.Database is null && settings.Store == PostgresLedger.StoreName ? null : settings;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
