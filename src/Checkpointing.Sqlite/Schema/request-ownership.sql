-- Notes requests on rows that are held by the owner that the requester saw. The others return no row, nor do those that hold what no version of the
-- store writes, which are left as they are.
UPDATE checkpointing_partitions
SET requested_by = request.requested_by,
    requested_at = CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
FROM (
    SELECT json_extract(value, '$[0]') AS partition_id,
           json_extract(value, '$[1]') AS owner_id,
           json_extract(value, '$[2]') AS requested_by
    FROM json_each(@requests)
) AS request
WHERE namespace = @namespace AND event_hub = @event_hub AND consumer_group = @consumer_group
  AND checkpointing_partitions.partition_id = request.partition_id
  AND checkpointing_partitions.owner_id = request.owner_id
  AND typeof(version) = 'text' AND typeof(owner_instance) IN ('text', 'null')
  AND typeof(epoch) = 'integer' AND epoch >= 0
  AND typeof(modified_at) = 'integer' AND modified_at BETWEEN 0 AND @latest_time
  AND (typeof(checkpointing_partitions.requested_by) = 'text' AND typeof(requested_at) = 'integer' AND requested_at BETWEEN 0 AND @latest_time
       OR checkpointing_partitions.requested_by IS NULL AND requested_at IS NULL)
RETURNING partition_id, owner_id, owner_instance, epoch, version, modified_at, requested_at AS store_now, requested_by, requested_at;
