using Checkpointing.Cosmos;
using Checkpointing.Registration;

[assembly: CheckpointStoreProvider(typeof(CosmosCheckpointStoreProvider))]
