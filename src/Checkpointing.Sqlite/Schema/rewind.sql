-- Position, epoch and owner in one step. Without position and offset the checkpoint is removed.
INSERT INTO checkpointing_partitions
    (namespace, event_hub, consumer_group, partition_id, owner_id, owner_instance, epoch, version, modified_at,
     sequence_number, event_offset, checkpoint_epoch, written_by, written_at)
SELECT @namespace, @event_hub, @consumer_group, @partition_id, '', NULL, @epoch, @version, time.now,
       @sequence_number, @event_offset,
       CASE WHEN @removes THEN NULL ELSE @epoch END,
       CASE WHEN @removes THEN NULL ELSE @written_by END,
       CASE WHEN @removes THEN NULL ELSE time.now END
FROM (SELECT CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) AS now) AS time
WHERE true
ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
SET owner_id = excluded.owner_id,
    owner_instance = excluded.owner_instance,
    epoch = excluded.epoch,
    version = excluded.version,
    modified_at = excluded.modified_at,
    requested_by = NULL,
    requested_at = NULL,
    sequence_number = excluded.sequence_number,
    event_offset = excluded.event_offset,
    checkpoint_epoch = excluded.checkpoint_epoch,
    written_by = excluded.written_by,
    written_at = excluded.written_at;
