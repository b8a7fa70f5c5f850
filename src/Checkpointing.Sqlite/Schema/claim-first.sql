-- A claim of a partition that nobody has a row of. No row: is-claim-lost.sql and claim-ownership.sql decide, in the same transaction.
INSERT INTO checkpointing_partitions (namespace, event_hub, consumer_group, partition_id, owner_id, owner_instance, epoch, version, modified_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5 <> '', ?7, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))
ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO NOTHING
RETURNING epoch, modified_at, requested_by, requested_at;
