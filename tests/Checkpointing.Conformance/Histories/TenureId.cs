namespace Checkpointing.Conformance.Histories;

/// <summary>
/// One ownership of a partition, as its epoch names it: by itself, or together with the client that gave it where epochs are a client's
/// own.
/// </summary>
/// <param name="Client">The client, or <see cref="Store"/> where epochs are the store's.</param>
/// <param name="Epoch">The epoch.</param>
public readonly record struct TenureId(int Client, long Epoch)
{
    /// <summary>Stands for the store in place of a client.</summary>
    public const int Store = -1;
}
