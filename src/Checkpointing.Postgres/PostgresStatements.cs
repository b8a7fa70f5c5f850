using System.Reflection;

namespace Checkpointing.Postgres;

/// <summary>The SQL of this assembly, one embedded file for each intention (folder Schema), made out to one schema.</summary>
internal sealed class PostgresStatements
{
    /// <summary>Reads the statements.</summary>
    /// <param name="schema">The schema's name, unquoted.</param>
    /// <param name="relaxedDurability">Whether claims and writes do not wait for the disk.</param>
    public PostgresStatements(string schema, bool relaxedDurability = false)
    {
        Schema = Quote(schema);
        Table = $"{Schema}.partitions";
        // Local to the transaction, and honoured by its commit: so it needs neither a session of its own nor a round trip.
        string durability = relaxedDurability ? "CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS durability" : "";
        CreateSchema = Load("create-schema");
        CreateTables = Load("create-tables");
        ReadVersion = Load("read-version");
        LockProvisioning = Load("lock-provisioning");
        Verify = Load("verify");
        ListOwnership = Load("list-ownership");
        ListCheckpoints = Load("list-checkpoints");
        ReadCheckpoint = Load("read-checkpoint");
        ListGroups = Load("list-groups");
        ReadBeforeRewind = Load("read-before-rewind");
        Rewind = Load("rewind");
        ReadBeforeDelete = Load("read-before-delete");
        DeleteGroup = Load("delete-group");
        Claim = LoadLocking("claim-ownership", durability);
        Request = LoadLocking("request-ownership", durability);
        Write = LoadLocking("write-checkpoints", durability);
        WriteInTransaction = LoadLocking("write-checkpoints", durability: "").AndWait;
        Advance = Load("advance-checkpoint", durability);
    }

    /// <summary>The schema's quoted name.</summary>
    public string Schema { get; }

    /// <summary>The table's qualified and quoted name.</summary>
    public string Table { get; }

    public string CreateSchema { get; }

    public string CreateTables { get; }

    public string ReadVersion { get; }

    public string LockProvisioning { get; }

    public string Verify { get; }

    public string ListOwnership { get; }

    public string ListCheckpoints { get; }

    public string ReadCheckpoint { get; }

    public string ListGroups { get; }

    public string ReadBeforeRewind { get; }

    public string Rewind { get; }

    public string ReadBeforeDelete { get; }

    public string DeleteGroup { get; }

    public PostgresLocking Claim { get; }

    public PostgresLocking Request { get; }

    public PostgresLocking Write { get; }

    /// <summary>Waits for other transactions, and leaves durability to the transaction that it is part of.</summary>
    public string WriteInTransaction { get; }

    /// <summary>Writes one checkpoint if nothing stands against it, and waits for other transactions.</summary>
    public string Advance { get; }

    /// <summary>The statements that let a role use the tables and nothing else.</summary>
    /// <param name="role">The role's name, unquoted.</param>
    public string Grants(string role) => Load("grants").Replace("{role}", Quote(role), StringComparison.Ordinal);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Read(string name)
    {
        string resource = $"Checkpointing.Postgres.Schema.{name}.sql";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd();
    }

    private PostgresLocking LoadLocking(string name, string durability) => new(
        Load(name, durability, waits: "false", skipLocked: "SKIP LOCKED"),
        Load(name, durability, waits: "true", patience: "CROSS JOIN (SELECT set_config('lock_timeout', '250ms', true)) AS patience"),
        Load(name, durability, waits: "true"));

    private string Load(string name, string durability = "", string waits = "", string skipLocked = "", string patience = "") => Read(name)
        .Replace("{damage}", Read("damage"), StringComparison.Ordinal)
        .Replace("{durability}", durability, StringComparison.Ordinal)
        .Replace("{waits}", waits, StringComparison.Ordinal)
        .Replace("{skip_locked}", skipLocked, StringComparison.Ordinal)
        .Replace("{patience}", patience, StringComparison.Ordinal)
        .Replace("{schema}", Schema, StringComparison.Ordinal);
}
