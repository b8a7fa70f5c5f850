-- Writes a position unless that is fenced (another epoch is stored) or stale (the stored position is the same or ahead).
-- A row that holds what no version of the store writes is left as it is: numbers and texts compare in SQLite, so 1.5 would look like a position.
UPDATE checkpointing_partitions
SET sequence_number = ?5,
    event_offset = ?6,
    checkpoint_epoch = ?7,
    written_by = ?8,
    written_at = CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
WHERE namespace = ?1 AND event_hub = ?2 AND consumer_group = ?3 AND partition_id = ?4
  AND epoch = ?7 AND typeof(epoch) = 'integer'
  AND (sequence_number IS NULL OR typeof(sequence_number) = 'integer' AND sequence_number BETWEEN -1 AND ?5 AND sequence_number <> ?5)
  AND typeof(event_offset) IN ('text', 'null')
  AND typeof(checkpoint_epoch) IN ('integer', 'null') AND coalesce(checkpoint_epoch, 0) >= 0
  AND typeof(written_by) IN ('text', 'null')
  AND typeof(written_at) IN ('integer', 'null') AND coalesce(written_at, 0) BETWEEN 0 AND ?9;
