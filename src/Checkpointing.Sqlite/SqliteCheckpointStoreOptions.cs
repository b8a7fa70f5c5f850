using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>Where the SQLite store keeps its file and how careful it is.</summary>
public sealed class SqliteCheckpointStoreOptions
{
    /// <summary>The default of <see cref="RelaxedDurability"/>: off.</summary>
    public const bool DefaultRelaxedDurability = false;

    /// <summary>The default of <see cref="ProvisionOnStart"/>: on.</summary>
    public const bool DefaultProvisionOnStart = true;

    /// <summary>
    /// The path of the database file, on a local disk. Either this or <see cref="ConnectionString"/> is required; there is no default, so
    /// that no file appears where nobody looks for it.
    /// </summary>
    public string? DataSource { get; set; }

    /// <summary>
    /// A connection string of Microsoft.Data.Sqlite, for what <see cref="DataSource"/> alone cannot say, such as a password where the
    /// SQLite library has encryption.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Whether an acknowledged write may be lost when the machine loses power (<c>synchronous=NORMAL</c>). Off (<c>FULL</c>), each write
    /// waits for the disk.
    /// A crash of the process alone loses nothing either way.
    /// </summary>
    public bool RelaxedDurability { get; set; } = DefaultRelaxedDurability;

    /// <summary>
    /// Whether the file and its tables are created when they are missing. Off, a missing one is an error and
    /// <see cref="ICheckpointStoreProvisioner.ProvisionAsync"/> creates it.
    /// </summary>
    public bool ProvisionOnStart { get; set; } = DefaultProvisionOnStart;

    /// <summary>Time limits and retries.</summary>
    public StoreResilienceOptions Resilience { get; set; } = new();

    /// <summary>Names the file; never a password.</summary>
    public override string ToString() => $"SQLite file '{Builder(create: false).DataSource}'";

    /// <summary>Throws if a setting is missing or wrong.</summary>
    /// <param name="section">The path of the configuration section, for messages.</param>
    internal void Validate(string section)
    {
        SettingsViolations violations = new(section);
        violations.Unless(
            string.IsNullOrWhiteSpace(DataSource) != string.IsNullOrWhiteSpace(ConnectionString),
            nameof(DataSource),
            string.IsNullOrWhiteSpace(DataSource) ? null : DataSource,
            $"exactly one of {nameof(DataSource)} (the path of a file, such as '/var/lib/orders/checkpoints.db') and {nameof(ConnectionString)} is required.");
        string? malformed = Malformed();
        violations.Unless(
            malformed is null,
            nameof(ConnectionString),
            given: null,
            $"it is no connection string of Microsoft.Data.Sqlite ({malformed}). Use 'Data Source=<path>'.");
        if (malformed is null)
        {
            SqliteConnectionStringBuilder builder = Builder(create: true);
            bool inMemory = builder.Mode == SqliteOpenMode.Memory || builder.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
                || builder.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase);
            violations.Unless(
                string.IsNullOrWhiteSpace(ConnectionString) || !string.IsNullOrWhiteSpace(builder.DataSource),
                nameof(ConnectionString),
                given: null,
                "it has no 'Data Source=<path>', and SQLite would give each connection a temporary file of its own.");
            violations.Unless(
                !inMemory,
                nameof(DataSource),
                builder.DataSource,
                "a database in memory has one connection and loses everything; use the store named InMemory.");
            violations.Unless(
                builder.Cache != SqliteCacheMode.Shared,
                nameof(ConnectionString),
                "Cache=Shared",
                "connections that share a cache lock each other's tables; leave Cache out.");
        }

        Resilience.Validate(violations, nameof(Resilience));
        violations.ThrowIfAny<SqliteCheckpointStoreOptions>();
    }

    /// <summary>The connection string that the store works with.</summary>
    /// <param name="create">Whether a missing file is created.</param>
    internal SqliteConnectionStringBuilder Builder(bool create)
    {
        SqliteConnectionStringBuilder builder = new(string.IsNullOrWhiteSpace(ConnectionString) ? "" : ConnectionString);
        if (!string.IsNullOrWhiteSpace(DataSource))
        {
            builder.DataSource = DataSource;
        }

        if (builder.Mode is SqliteOpenMode.ReadWriteCreate or SqliteOpenMode.ReadWrite)
        {
            builder.Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite;
        }

        // The store keeps its connections itself, and waits for locks itself: the driver would sleep on a thread.
        builder.Pooling = false;
        builder.DefaultTimeout = 1;
        return builder;
    }

    private string? Malformed()
    {
        try
        {
            Builder(create: true);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.GetType().Name;
        }
    }
}
