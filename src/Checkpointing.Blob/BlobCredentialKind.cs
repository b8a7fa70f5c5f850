namespace Checkpointing.Blob;

/// <summary>How the store proves who it is when it is given the address of a container.</summary>
public enum BlobCredentialKind
{
    /// <summary>By the address itself, which holds a shared access signature.</summary>
    None = 0,

    /// <summary>By <c>DefaultAzureCredential</c>: environment, workload or managed identity, or a developer's own sign-in.</summary>
    Default = 1,
}
