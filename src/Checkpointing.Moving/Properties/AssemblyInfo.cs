using Checkpointing.Moving;
using Checkpointing.Registration;

[assembly: CheckpointStoreProvider(typeof(MovingCheckpointStoreProvider))]
