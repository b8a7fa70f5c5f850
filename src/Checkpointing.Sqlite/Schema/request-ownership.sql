-- Notes requests on rows that are held by the owner that the requester saw; so every insert meets its row. The others return no row, nor do
-- those that hold what no version of the store writes, which are left as they are.
INSERT INTO checkpointing_partitions (namespace, event_hub, consumer_group, partition_id, requested_by, requested_at)
SELECT @namespace, @event_hub, @consumer_group, request.partition_id, request.requested_by,
       CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
FROM (
    SELECT json_extract(value, '$[0]') AS partition_id,
           json_extract(value, '$[1]') AS owner_id,
           json_extract(value, '$[2]') AS requested_by
    FROM json_each(@requests)
) AS request
-- In this order, or the requests would be unpacked for each row anew.
CROSS JOIN checkpointing_partitions AS present
    ON present.namespace = @namespace AND present.event_hub = @event_hub AND present.consumer_group = @consumer_group
    AND present.partition_id = request.partition_id
WHERE present.owner_id = request.owner_id
  AND typeof(present.owner_instance) IN ('text', 'null')
  AND typeof(present.epoch) = 'integer' AND present.epoch >= 0
  AND typeof(present.version) = 'text'
  AND typeof(present.modified_at) = 'integer' AND present.modified_at BETWEEN 0 AND @latest_time
  AND (typeof(present.requested_by) = 'text' AND typeof(present.requested_at) = 'integer' AND present.requested_at BETWEEN 0 AND @latest_time
       OR present.requested_by IS NULL AND present.requested_at IS NULL)
ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
SET requested_by = excluded.requested_by,
    requested_at = excluded.requested_at
RETURNING partition_id, owner_id, owner_instance, epoch, version, modified_at, requested_at AS store_now, requested_by, requested_at;
