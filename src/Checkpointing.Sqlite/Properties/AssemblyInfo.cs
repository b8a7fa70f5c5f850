using Checkpointing.Registration;
using Checkpointing.Sqlite;

[assembly: CheckpointStoreProvider(typeof(SqliteCheckpointStoreProvider))]
