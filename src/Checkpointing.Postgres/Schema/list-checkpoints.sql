SELECT partition_id, sequence_number, event_offset, checkpoint_epoch, written_by, written_at, clock_timestamp() AS store_now, {damage} AS damage
FROM {schema}.partitions
WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3
  AND (written_at IS NOT NULL OR {damage} IS NOT NULL)
ORDER BY partition_id;
