SELECT partition_id, owner_id, owner_instance, epoch, version, modified_at,
       CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) AS store_now,
       requested_by, requested_at
FROM checkpointing_partitions
WHERE namespace = @namespace AND event_hub = @event_hub AND consumer_group = @consumer_group
  AND version IS NOT NULL
ORDER BY partition_id;
