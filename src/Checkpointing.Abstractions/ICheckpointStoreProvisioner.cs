namespace Checkpointing;

/// <summary>Creates and checks what a store needs (a table, a container, a file). A store implements it beside <see cref="ICheckpointStore"/>.</summary>
public interface ICheckpointStoreProvisioner
{
    /// <summary>Creates what is missing. Safe to repeat, and safe from several processes at once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CheckpointStoreException">It cannot be created, or what is there belongs to a newer version.</exception>
    Task ProvisionAsync(CancellationToken cancellationToken);

    /// <summary>Checks, without changing anything, that the store can be reached and is as it should be.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was found wanting; empty if all is well.</returns>
    Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken);
}
