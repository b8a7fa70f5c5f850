using Checkpointing.Postgres;
using Checkpointing.Registration;

[assembly: CheckpointStoreProvider(typeof(PostgresCheckpointStoreProvider))]
