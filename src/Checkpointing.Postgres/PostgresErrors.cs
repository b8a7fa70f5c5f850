using System.Net.Sockets;
using System.Security.Authentication;
using Azure.Identity;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>
/// What the server's and the driver's errors mean to a store. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html.
/// </summary>
internal static class PostgresErrors
{
    private const string Unreachable = "the server could not be reached, or the connection broke. Look at the network, the host's name and its firewall.";

    /// <summary>What the driver says when several hosts are named, and those that answer are of the wrong kind.</summary>
    private const string NoSuitableHost = "No suitable host was found.";

    private const string NoTables =
        "the tables are missing. Set ProvisionOnStart, call ProvisionAsync once, or have PostgresCheckpointStore.SchemaSql run by those who may.";

    /// <summary>Whether the tables, or their schema, are not there.</summary>
    public static bool IsMissingTable(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;

    /// <summary>What an exception means, or null if it is none of the driver's.</summary>
    public static StoreFault? Classify(Exception exception) => exception switch
    {
        PostgresSchemaException schema => Permanent(schema.Message),
        PostgresException postgres => Classify(postgres),
        AuthenticationFailedException => Permanent("no access token could be had. Look at the inner exception: it tells which credential was tried."),
        NpgsqlException { InnerException: AuthenticationFailedException inner } => Classify(inner),
        NpgsqlException { InnerException: AuthenticationException } => Permanent(
            "the server's certificate is not trusted. Name the authority that issued it with 'Root Certificate=<file>' in the connection string, and "
            + "the host by a name that stands in the certificate."),
        NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound
            or SocketError.TryAgain or SocketError.NoData or SocketError.HostUnreachable or SocketError.NetworkUnreachable } } =>
            new StoreFault(Unreachable, IsTransient: true, MayHaveBeenApplied: false),
        NpgsqlException { InnerException: AggregateException several } => ClassifyHosts(several),
        NpgsqlException { InnerException: null, Message: NoSuitableHost } => Transient(
            "none of the hosts is what 'Target Session Attributes' asks for. After a failover that lasts until a standby is promoted."),
        NpgsqlException { IsTransient: true } or TimeoutException or IOException or SocketException =>
            new StoreFault(Unreachable, IsTransient: true, MayHaveBeenApplied: true),
        // Refusals of the driver itself, such as a server that offers no TLS. Its messages hold no values.
        NpgsqlException npgsql => new StoreFault(npgsql.Message, IsTransient: false, MayHaveBeenApplied: true),
        _ => null,
    };

    /// <summary>No connection was made. One host that may come back is reason enough to try again.</summary>
    private static StoreFault ClassifyHosts(AggregateException hosts)
    {
        StoreFault[] faults = [.. hosts.InnerExceptions.Select(Classify).OfType<StoreFault>()];
        return faults.Length == 0 || faults.Any(fault => fault.IsTransient) ? Transient(Unreachable) : faults[0];
    }

    private static StoreFault Classify(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => Permanent(NoTables),
        PostgresErrorCodes.DuplicateTable => Permanent(
            "the schema holds a table of the same name that is not the store's. Give the store a schema of its own with the setting Schema."),
        PostgresErrorCodes.InsufficientPrivilege => Permanent(
            $"the role lacks a permission ({exception.MessageText}). PostgresCheckpointStore.SchemaSql prints the grants that it needs."),
        PostgresErrorCodes.InvalidCatalogName => Permanent("the database does not exist. Create it, or correct 'Database' in the connection string."),
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => Permanent(
            "a prepared statement met another connection. If a pooler in transaction mode stands before the server, set TransactionPooling."),
        PostgresErrorCodes.ReadOnlySqlTransaction => Transient(
            "the server is read-only, as a standby is. Name the primary, or all hosts and 'Target Session Attributes=primary', in the connection string."),
        PostgresErrorCodes.ProgramLimitExceeded => Permanent("the names of group and partition are too long for the table's key."),
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => Permanent(
            "a text holds a character that the database cannot store. Its encoding has to be UTF8."),
        PostgresErrorCodes.QueryCanceled => Transient("the server cancelled the statement, perhaps by its statement_timeout."),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable => Transient(
            "another transaction was in the way."),
        PostgresErrorCodes.StatementCompletionUnknown => Lost(exception),
        _ => ClassifyClass(exception),
    };

    /// <summary>The first two characters are the class of an error.</summary>
    private static StoreFault ClassifyClass(PostgresException exception) => exception.SqlState.AsSpan(0, 2) switch
    {
        "28" => Permanent($"the server refused the credentials ({exception.SqlState}). Look at user name, password or token, and the server's pg_hba.conf."),
        "53" => Transient($"the server lacks resources ({exception.SqlState}: {exception.MessageText})."),
        "08" or "57" or "58" => Lost(exception),
        _ => Permanent($"the server answered {exception.SqlState}: {exception.MessageText}."),
    };

    private static StoreFault Permanent(string message) => new(message, IsTransient: false, MayHaveBeenApplied: false);

    private static StoreFault Transient(string message) => new(message, IsTransient: true, MayHaveBeenApplied: false);

    /// <summary>The connection ended, or the disk failed, perhaps in the middle of a commit.</summary>
    private static StoreFault Lost(PostgresException exception) =>
        new($"the server ended the connection ({exception.SqlState}: {exception.MessageText}).", IsTransient: true, MayHaveBeenApplied: true);
}
