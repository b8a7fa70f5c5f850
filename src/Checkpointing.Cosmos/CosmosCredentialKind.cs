namespace Checkpointing.Cosmos;

/// <summary>How the store proves who it is when it is given the address of an account.</summary>
public enum CosmosCredentialKind
{
    /// <summary>By the key in the connection string.</summary>
    None = 0,

    /// <summary>By <c>DefaultAzureCredential</c>: environment, workload or managed identity, or a developer's own sign-in.</summary>
    Default = 1,
}
