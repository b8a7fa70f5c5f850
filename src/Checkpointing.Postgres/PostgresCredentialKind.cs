namespace Checkpointing.Postgres;

/// <summary>How the store proves who it is to the server.</summary>
public enum PostgresCredentialKind
{
    /// <summary>By what the connection string says: a password, a certificate, a password file or Kerberos.</summary>
    ConnectionString = 0,

    /// <summary>
    /// By <c>DefaultAzureCredential</c> (environment, workload or managed identity, or a developer's own sign-in), whose access token for Azure
    /// Database for PostgreSQL is the password.
    /// </summary>
    Default = 1,
}
