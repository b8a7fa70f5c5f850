-- A claim is won if its version is the stored one (both null: no ownership yet), or if this very claim was applied already and its
-- confirmation was lost. Lost claims return no row; nor do those of a row that holds what no version of the store writes, which is left as it is.
INSERT INTO checkpointing_partitions
    (namespace, event_hub, consumer_group, partition_id, owner_id, owner_instance, epoch, version, modified_at, requested_by, requested_at)
SELECT @namespace, @event_hub, @consumer_group, claim.partition_id, claim.owner_id,
       CASE claim.owner_id WHEN '' THEN NULL ELSE claim.owner_instance END,
       CASE
           WHEN claim.owner_id = '' THEN coalesce(present.epoch, 0)
           WHEN claim.owner_id = present.owner_id AND claim.owner_instance IS present.owner_instance THEN present.epoch
           ELSE coalesce(present.epoch, 0) + 1
       END,
       claim.new_version,
       CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER),
       CASE WHEN claim.owner_id = '' OR claim.owner_id = present.owner_id AND claim.owner_instance IS present.owner_instance THEN present.requested_by END,
       CASE WHEN claim.owner_id = '' OR claim.owner_id = present.owner_id AND claim.owner_instance IS present.owner_instance THEN present.requested_at END
FROM (
    SELECT json_extract(value, '$[0]') AS partition_id,
           json_extract(value, '$[1]') AS owner_id,
           json_extract(value, '$[2]') AS owner_instance,
           json_extract(value, '$[3]') AS version,
           json_extract(value, '$[4]') AS new_version
    FROM json_each(@claims)
) AS claim
LEFT JOIN checkpointing_partitions AS present
    ON present.namespace = @namespace AND present.event_hub = @event_hub AND present.consumer_group = @consumer_group
    AND present.partition_id = claim.partition_id
WHERE (present.version IS claim.version OR present.version = claim.new_version)
  AND typeof(present.owner_id) IN ('text', 'null') AND typeof(present.owner_instance) IN ('text', 'null')
  AND typeof(present.epoch) IN ('integer', 'null') AND coalesce(present.epoch, 0) >= 0
  AND (present.version IS NULL OR typeof(present.modified_at) = 'integer' AND present.modified_at BETWEEN 0 AND @latest_time)
  AND (typeof(present.requested_by) = 'text' AND typeof(present.requested_at) = 'integer' AND present.requested_at BETWEEN 0 AND @latest_time
       OR present.requested_by IS NULL AND present.requested_at IS NULL)
ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
SET owner_id = excluded.owner_id,
    owner_instance = excluded.owner_instance,
    epoch = excluded.epoch,
    version = excluded.version,
    modified_at = excluded.modified_at,
    requested_by = excluded.requested_by,
    requested_at = excluded.requested_at
RETURNING partition_id, owner_id, owner_instance, epoch, version, modified_at, modified_at AS store_now, requested_by, requested_at;
