using System.Text;
using Azure.Identity;
using Checkpointing.Backends;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>Which database and schema the PostgreSQL store uses, and how careful it is.</summary>
public sealed class PostgresCheckpointStoreOptions
{
    /// <summary>The default of <see cref="Schema"/>: <c>checkpointing</c>.</summary>
    public const string DefaultSchema = "checkpointing";

    /// <summary>The default of <see cref="TransactionPooling"/>: off.</summary>
    public const bool DefaultTransactionPooling = false;

    /// <summary>The default of <see cref="RelaxedDurability"/>: off.</summary>
    public const bool DefaultRelaxedDurability = false;

    /// <summary>The default of <see cref="ProvisionOnStart"/>: on.</summary>
    public const bool DefaultProvisionOnStart = true;

    /// <summary>How many statements a connection keeps prepared unless the connection string says otherwise: more than the store has.</summary>
    internal const int PreparedStatements = 32;

    /// <summary>The longest name that PostgreSQL does not cut off, in bytes.</summary>
    private const int LongestIdentifier = 63;

    /// <summary>
    /// A connection string of Npgsql, such as <c>Host=db.example;Database=orders;Username=orders;Password=…;SSL Mode=VerifyFull</c>. Secret.
    /// Either this or <see cref="ServiceKey"/> is required.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The key of an <see cref="NpgsqlDataSource"/> in the service container, in place of <see cref="ConnectionString"/>.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>How the store proves who it is, with <see cref="ConnectionString"/>.</summary>
    public PostgresCredentialKind Credential { get; set; } = PostgresCredentialKind.ConnectionString;

    /// <summary>
    /// Gives the password whenever a connection is opened, with <see cref="ConnectionString"/>: for passwords that rotate and for access tokens.
    /// Called often and at once: keep the secret until it ends. Set in code only.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? PasswordProvider { get; set; }

    /// <summary>The schema that holds the tables, of their own; 1 to 63 bytes.</summary>
    public string Schema { get; set; } = DefaultSchema;

    /// <summary>
    /// Whether a pooler in transaction mode stands before the server, such as PgBouncer. Then the store prepares no statement, since the next one
    /// may run on another connection of the pooler's. A data source of yours has to be configured so itself: <c>Max Auto Prepare=0;No Reset On
    /// Close=true</c>.
    /// </summary>
    public bool TransactionPooling { get; set; } = DefaultTransactionPooling;

    /// <summary>
    /// Whether an acknowledged claim or checkpoint may be lost when the server crashes (<c>synchronous_commit=off</c>). Off, each one waits for the
    /// disk. What is lost is processed again.
    /// </summary>
    public bool RelaxedDurability { get; set; } = DefaultRelaxedDurability;

    /// <summary>
    /// Whether schema and tables are created with the first operation when they are missing. Off, missing ones are an error and
    /// <see cref="ICheckpointStoreProvisioner.ProvisionAsync"/>, or whoever runs <see cref="PostgresCheckpointStore.SchemaSql"/>, creates them.
    /// </summary>
    public bool ProvisionOnStart { get; set; } = DefaultProvisionOnStart;

    /// <summary>Time limits and retries.</summary>
    public StoreResilienceOptions Resilience { get; set; } = new();

    /// <summary>Names server, database and schema; never a user or a password.</summary>
    public override string ToString()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString) || Malformed() is not null)
        {
            return $"PostgreSQL schema '{Schema}'";
        }

        NpgsqlConnectionStringBuilder builder = new(ConnectionString);
        return $"PostgreSQL database '{builder.Database}' at {builder.Host}, schema '{Schema}'";
    }

    /// <summary>Throws if a setting is missing or wrong.</summary>
    /// <param name="section">The path of the configuration section, for messages.</param>
    /// <param name="hasDataSource">Whether the program gives the data source itself.</param>
    internal void Validate(string section, bool hasDataSource)
    {
        SettingsViolations violations = new(section);
        if (!hasDataSource)
        {
            ValidateConnection(violations);
        }

        violations.Unless(
            IsIdentifier(Schema),
            nameof(Schema),
            Schema,
            $"allowed is a name of 1 to {LongestIdentifier} bytes without control characters, which neither begins with 'pg_' nor is 'information_schema'.");
        Resilience.Validate(violations, nameof(Resilience));
        violations.ThrowIfAny<PostgresCheckpointStoreOptions>();
    }

    /// <summary>Whether a text can name a schema or a role of ours.</summary>
    internal static bool IsIdentifier(string? name) =>
        !string.IsNullOrWhiteSpace(name)
        && Encoding.UTF8.GetByteCount(name) <= LongestIdentifier
        && !name.Any(char.IsControl)
        && !name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("information_schema", StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes the data source that the store owns.</summary>
    /// <param name="clock">The clock by which access tokens end.</param>
    internal NpgsqlDataSource CreateDataSource(TimeProvider clock)
    {
        NpgsqlDataSourceBuilder builder = new(Connection().ConnectionString);
        // Texts, numbers and times, and arrays of them: the driver knows them without asking the server for its types first.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        Func<CancellationToken, ValueTask<string>>? password = Credential == PostgresCredentialKind.Default
            ? new PostgresTokenPassword(new DefaultAzureCredential(), clock).GetAsync
            : PasswordProvider;
        if (password is not null)
        {
            builder.UsePasswordProvider(
                _ => throw new NotSupportedException("The store opens connections asynchronously only."), (_, token) => password(token));
        }

        return builder.Build();
    }

    /// <summary>The connection string that the store works with.</summary>
    internal NpgsqlConnectionStringBuilder Connection()
    {
        NpgsqlConnectionStringBuilder builder = new(ConnectionString)
        {
            // A checkpoint must not wait for, or vanish with, a TransactionScope that happens to be open around the call.
            Enlist = false,
            // The store changes no state of a session, so there is none to reset; behind a pooler it would be another client's.
            NoResetOnClose = true,
        };
        // Not ContainsKey, which says whether the driver knows a keyword.
        string[] given = [.. builder.Keys!];
        if (TransactionPooling)
        {
            builder.MaxAutoPrepare = 0;
        }
        else if (!given.Contains("Max Auto Prepare"))
        {
            builder.MaxAutoPrepare = PreparedStatements;
            builder.AutoPrepareMinUsages = 2;
        }

        if (!given.Contains("Application Name"))
        {
            builder.ApplicationName = "Checkpointing";
        }

        if (!given.Contains("Timeout"))
        {
            builder.Timeout = WholeSeconds(Resilience.AttemptTimeout);
        }

        // A Unix socket, whose host is a path, knows no keepalive: the driver fails on it.
        bool isSocket = (builder.Host ?? "").Split(',', StringSplitOptions.TrimEntries).Any(host => host is ['/' or '@', ..]);
        if (!isSocket && !given.Contains("TCP Keepalive") && !given.Contains("TCP Keepalive Time"))
        {
            // So that a connection whose other end is gone without a word does not look sound for hours, in the pool or in a cancellation.
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 10;
            builder.TcpKeepAliveInterval = 5;
        }

        // The store's own limit comes first, or a slow answer would be cancelled by two at once.
        builder.CommandTimeout = WholeSeconds(Resilience.AttemptTimeout * 2);
        return builder;
    }

    private static int WholeSeconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private void ValidateConnection(SettingsViolations violations)
    {
        violations.Unless(
            string.IsNullOrWhiteSpace(ConnectionString) != string.IsNullOrWhiteSpace(ServiceKey),
            nameof(ConnectionString),
            given: null,
            $"exactly one of {nameof(ConnectionString)} (such as 'Host=db.example;Database=orders;Username=orders') and {nameof(ServiceKey)} is required.");
        string? malformed = Malformed();
        violations.Unless(
            malformed is null, nameof(ConnectionString), given: null, $"it is no connection string of Npgsql ({malformed}). Use 'Host=…;Database=…;Username=…'.");
        if (malformed is null && !string.IsNullOrWhiteSpace(ConnectionString))
        {
            NpgsqlConnectionStringBuilder builder = new(ConnectionString);
            violations.Unless(!string.IsNullOrWhiteSpace(builder.Host), nameof(ConnectionString), given: null, "it has no 'Host=…'.");
            violations.Unless(
                string.IsNullOrEmpty(builder.Password) || (Credential == PostgresCredentialKind.ConnectionString && PasswordProvider is null),
                nameof(ConnectionString),
                given: null,
                $"it has a password, which {nameof(Credential)} or {nameof(PasswordProvider)} would replace; leave one of them out.");
        }

        violations.Unless(
            Credential == PostgresCredentialKind.ConnectionString || PasswordProvider is null,
            nameof(Credential),
            Credential,
            $"a {nameof(PasswordProvider)} is set too; leave one of them out.");
        violations.Unless(
            string.IsNullOrWhiteSpace(ServiceKey) || (Credential == PostgresCredentialKind.ConnectionString && PasswordProvider is null),
            nameof(Credential),
            Credential,
            $"a credential goes with {nameof(ConnectionString)} only; configure the data source itself.");
    }

    private string? Malformed()
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(ConnectionString);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // Its message can repeat a value, and so a password.
            return exception.GetType().Name;
        }
    }
}
