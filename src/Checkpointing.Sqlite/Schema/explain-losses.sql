-- The rows of claims that were lost, or of requests that were dropped; runs in the same transaction, and only when there are any: a row that cannot be understood is a fault.
SELECT partition_id, owner_id, owner_instance, epoch, version, modified_at,
       CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) AS store_now,
       requested_by, requested_at
FROM checkpointing_partitions
WHERE namespace = @namespace AND event_hub = @event_hub AND consumer_group = @consumer_group
  AND partition_id IN (SELECT value FROM json_each(@partitions))
  AND version IS NOT NULL;
