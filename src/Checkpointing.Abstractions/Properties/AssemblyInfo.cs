using Checkpointing.Memory;
using Checkpointing.Registration;

[assembly: CheckpointStoreProvider(typeof(InMemoryCheckpointStoreProvider))]
