using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>The tables: looked for, made, and their version compared.</summary>
internal static class PostgresSchema
{
    /// <summary>The version that this code reads and writes.</summary>
    public const long Version = 1;

    /// <summary>Stands for tables of that version without the columns for requests, which those had that were made before the first release.</summary>
    private const long WithoutRequests = -1;

    /// <summary>Makes sure that the tables are there and of this version.</summary>
    /// <param name="connection">An open connection outside a transaction.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="provision">Whether to create what is missing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The version.</returns>
    /// <exception cref="PostgresSchemaException">The tables are missing and may not be created, or they are newer.</exception>
    public static async Task<long> EnsureAsync(NpgsqlConnection connection, PostgresStatements statements, bool provision, CancellationToken cancellationToken)
    {
        long version = await ReadVersionAsync(connection, statements, cancellationToken).ConfigureAwait(false);
        if (version == 0 && provision)
        {
            version = await CreateAsync(connection, statements, cancellationToken).ConfigureAwait(false);
        }

        return version switch
        {
            Version => version,
            WithoutRequests => throw new PostgresSchemaException(
                "the tables were made before the first release of this program and have no columns for requests. Add them: "
                + $"ALTER TABLE {statements.Table} ADD COLUMN requested_by text, ADD COLUMN requested_at timestamptz;"),
            0 => throw new PostgresSchemaException(
                "the database has no tables for checkpoints. Set ProvisionOnStart, call ProvisionAsync once, or have PostgresCheckpointStore.SchemaSql run "
                + "by those who may."),
            _ => throw new PostgresSchemaException(
                $"the tables have version {version} and this program knows version {Version}. Update the package Checkpointing.Postgres."),
        };
    }

    /// <summary>What creates the tables, for people to run.</summary>
    public static string Script(PostgresStatements statements, string? role) => string.Join(
        "\n\n",
        new[] { "BEGIN;", statements.LockProvisioning, statements.CreateSchema, statements.CreateTables, role is null ? null : statements.Grants(role), "COMMIT;" }
            .OfType<string>()) + "\n";

    /// <remarks>Several processes may start at once: whoever comes second waits for the lock, finds the tables and is content.</remarks>
    private static async Task<long> CreateAsync(NpgsqlConnection connection, PostgresStatements statements, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await RunAsync(statements.LockProvisioning).ConfigureAwait(false);
            if (await ScalarAsync(connection, "SELECT to_regclass($1)::text", statements.Table, cancellationToken).ConfigureAwait(false) is not string)
            {
                // A schema that is there already may be all that the role is allowed to create tables in.
                if (await ScalarAsync(connection, "SELECT to_regnamespace($1)::text", statements.Schema, cancellationToken).ConfigureAwait(false) is not string)
                {
                    await RunAsync(statements.CreateSchema).ConfigureAwait(false);
                }

                await RunAsync(statements.CreateTables).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        return await ReadVersionAsync(connection, statements, cancellationToken).ConfigureAwait(false);

        Task RunAsync(string sql) => PostgresDatabase.QueryAsync(connection, transaction, sql, _ => { }, _ => true, cancellationToken);
    }

    private static async Task<long> ReadVersionAsync(NpgsqlConnection connection, PostgresStatements statements, CancellationToken cancellationToken)
    {
        try
        {
            return (await PostgresDatabase.QueryAsync(
                connection,
                transaction: null,
                statements.ReadVersion,
                parameters => parameters.AddText(statements.Table),
                row => row.IsDBNull(0) ? 0 : row.GetInt64(0) is var version && version == Version && !row.GetBoolean(1) ? WithoutRequests : version,
                cancellationToken).ConfigureAwait(false)).Single();
        }
        catch (PostgresException exception) when (PostgresErrors.IsMissingTable(exception))
        {
            return 0;
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, string argument, CancellationToken cancellationToken) =>
        (await PostgresDatabase.QueryAsync(
            connection,
            transaction: null,
            sql,
            parameters => parameters.AddText(argument),
            row => row.IsDBNull(0) ? null : row.GetValue(0),
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();
}
