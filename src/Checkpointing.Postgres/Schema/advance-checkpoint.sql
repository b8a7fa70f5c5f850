-- The usual write: one partition, by its owner, ahead. With plain values the server keeps one plan; it plans a batch anew each time. It waits
-- for the row's lock and judges what is there then. No row returned: write-checkpoints.sql tells why, or makes the row.
UPDATE {schema}.partitions
SET sequence_number = $5,
    event_offset = $6,
    checkpoint_epoch = $7,
    written_by = $8,
    written_at = clock_timestamp()
FROM (VALUES (1)) AS once {durability}
WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3 AND partition_id = $4
  AND epoch = $7
  AND (sequence_number IS NULL OR sequence_number < $5)
  AND {damage} IS NULL
RETURNING partition_id;
