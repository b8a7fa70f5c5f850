-- Writes what is neither fenced (another epoch is stored) nor stale (the stored position is the same or ahead), and returns its partitions.
-- A row that holds what no version of the store writes is left as it is: numbers and texts compare in SQLite, so 1.5 would look like a position.
INSERT INTO checkpointing_partitions
    (namespace, event_hub, consumer_group, partition_id, epoch, sequence_number, event_offset, checkpoint_epoch, written_by, written_at)
SELECT @namespace, @event_hub, @consumer_group, write.partition_id,
       write.epoch, write.sequence_number, write.event_offset, write.epoch, write.written_by,
       CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
FROM (
    SELECT json_extract(value, '$[0]') AS partition_id,
           json_extract(value, '$[1]') AS sequence_number,
           json_extract(value, '$[2]') AS event_offset,
           json_extract(value, '$[3]') AS epoch,
           json_extract(value, '$[4]') AS written_by
    FROM json_each(@writes)
) AS write
LEFT JOIN checkpointing_partitions AS present
    ON present.namespace = @namespace AND present.event_hub = @event_hub AND present.consumer_group = @consumer_group
    AND present.partition_id = write.partition_id
WHERE coalesce(present.epoch, 0) = write.epoch
  AND (present.sequence_number IS NULL OR present.sequence_number < write.sequence_number)
  AND typeof(present.epoch) IN ('integer', 'null')
  AND typeof(present.sequence_number) IN ('integer', 'null') AND coalesce(present.sequence_number, -1) >= -1
  AND typeof(present.event_offset) IN ('text', 'null')
  AND typeof(present.checkpoint_epoch) IN ('integer', 'null') AND coalesce(present.checkpoint_epoch, 0) >= 0
  AND typeof(present.written_by) IN ('text', 'null')
  AND typeof(present.written_at) IN ('integer', 'null') AND coalesce(present.written_at, 0) BETWEEN 0 AND @latest_time
ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
SET sequence_number = excluded.sequence_number,
    event_offset = excluded.event_offset,
    checkpoint_epoch = excluded.checkpoint_epoch,
    written_by = excluded.written_by,
    written_at = excluded.written_at
RETURNING partition_id;
