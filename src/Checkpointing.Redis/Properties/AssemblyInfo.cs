using Checkpointing.Redis;
using Checkpointing.Registration;

[assembly: CheckpointStoreProvider(typeof(RedisCheckpointStoreProvider))]
