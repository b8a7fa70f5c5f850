using Checkpointing.Blob;
using Checkpointing.Registration;

[assembly: CheckpointStoreProvider(typeof(BlobCheckpointStoreProvider))]
