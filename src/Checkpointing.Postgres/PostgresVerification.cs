using System.Net;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>Looks at what is there and says what is wanting.</summary>
internal static class PostgresVerification
{
    /// <summary>The findings about a server whose tables are there.</summary>
    public static async Task<IReadOnlyList<StoreFinding>> LookAsync(
        NpgsqlConnection connection, PostgresStatements statements, bool relaxedDurability, CancellationToken cancellationToken)
    {
        await PostgresSchema.EnsureAsync(connection, statements, provision: false, cancellationToken).ConfigureAwait(false);
        List<StoreFinding> findings = (await PostgresDatabase.QueryAsync(
            connection, transaction: null, statements.Verify, parameters => parameters.AddText(statements.Table), Findings, cancellationToken).ConfigureAwait(false)).Single();
        bool isEncrypted = new NpgsqlConnectionStringBuilder(connection.ConnectionString).SslMode is SslMode.VerifyFull or SslMode.VerifyCA or SslMode.Require;
        if (!isEncrypted && !IsLocal(connection.Host))
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"The connection to {connection.Host} need not be encrypted, and its certificate is not checked. Set 'SSL Mode=VerifyFull', and "
                + "'Root Certificate' if its authority is not one that the system trusts."));
        }

        if (relaxedDurability)
        {
            findings.Add(new StoreFinding(
                IsError: false, "RelaxedDurability is on: the last acknowledged checkpoints may be lost when the server crashes; their events are then processed again."));
        }

        return findings;
    }

    /// <summary>Whether a host is this machine: a loopback address, or the folder of a Unix socket.</summary>
    public static bool IsLocal(string? host) =>
        string.IsNullOrEmpty(host)
        || host[0] is '/' or '@'
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static List<StoreFinding> Findings(NpgsqlDataReader row)
    {
        List<StoreFinding> findings = [];
        void When(bool holds, bool isError, string message)
        {
            if (holds)
            {
                findings.Add(new StoreFinding(isError, message));
            }
        }

        string encoding = row.GetString(0);
        string synchronousCommit = row.GetString(3);
        string missing = row.GetString(4);
        When(encoding != "UTF8", isError: false, $"The database's encoding is {encoding}: names outside of it are refused. Use a database with the encoding UTF8.");
        When(
            row.GetBoolean(1),
            isError: true,
            "The server is a standby, and read-only. Name the primary, or all hosts and 'Target Session Attributes=primary', in the connection string.");
        When(
            row.GetString(2) != "on",
            isError: false,
            "The server's setting fsync is off: a crash of its machine can lose everything. Set it to on.");
        When(
            synchronousCommit == "off",
            isError: false,
            "The setting synchronous_commit is off for this role or database: the last acknowledged checkpoints may be lost when the server crashes. Set it to on.");
        When(missing.Length > 0, isError: true, $"The role lacks the permissions {missing} on the table. PostgresCheckpointStore.SchemaSql prints the grants.");
        When(
            missing.Length == 0 && !row.GetBoolean(5),
            isError: false,
            "The role may not delete: DeleteGroupAsync will be refused. That is as it should be for a processor; operators' tools need DELETE.");
        return findings;
    }
}
