namespace Checkpointing;

/// <summary>The operations of a store, as errors, logs and metrics name them.</summary>
public enum StoreOperation
{
    /// <summary><see cref="ICheckpointStore.ListOwnershipAsync"/>.</summary>
    ListOwnership = 0,

    /// <summary><see cref="ICheckpointStore.ClaimOwnershipAsync"/>.</summary>
    ClaimOwnership = 1,

    /// <summary><see cref="ICheckpointStore.ReadCheckpointAsync"/>.</summary>
    ReadCheckpoint = 2,

    /// <summary><see cref="ICheckpointStore.ListCheckpointsAsync"/>.</summary>
    ListCheckpoints = 3,

    /// <summary><see cref="ICheckpointStore.WriteCheckpointsAsync"/>.</summary>
    WriteCheckpoints = 4,

    /// <summary><see cref="ICheckpointStoreOperator.RewindAsync"/>.</summary>
    Rewind = 5,

    /// <summary><see cref="ICheckpointStoreOperator.DeleteGroupAsync"/>.</summary>
    DeleteGroup = 6,

    /// <summary><see cref="ICheckpointStoreOperator.ListGroupsAsync"/>.</summary>
    ListGroups = 7,

    /// <summary><see cref="ICheckpointStoreProvisioner.ProvisionAsync"/>.</summary>
    Provision = 8,

    /// <summary><see cref="ICheckpointStoreProvisioner.VerifyAsync"/>.</summary>
    Verify = 9,

    /// <summary><see cref="IOwnershipRequestStore.RequestOwnershipAsync"/>.</summary>
    RequestOwnership = 10,
}
