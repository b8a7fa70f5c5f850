-- Position, epoch and owner in one step, if the version is still the one that was read: so a request that the network delivers late, after
-- somebody has claimed the partition, does nothing. Without position and offset the checkpoint is removed. What is returned is what was
-- there before.
WITH target AS (
    SELECT *, sequence_number IS NULL AND event_offset IS NULL AS removes
    FROM unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[])
        AS target (partition_id, version, new_version, sequence_number, event_offset, written_by)
),
present AS MATERIALIZED (
    SELECT partition_id, owner_id, epoch, version, sequence_number, event_offset, checkpoint_epoch, written_by, written_at, {damage} AS damage
    FROM {schema}.partitions
    WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3 AND partition_id = ANY ($4)
    ORDER BY partition_id
    FOR NO KEY UPDATE
),
decided AS MATERIALIZED (
    SELECT target.*, coalesce(present.epoch, 0) + 1 AS epoch,
           CASE
               WHEN present.damage IS NOT NULL THEN 'damaged'
               WHEN present.version IS DISTINCT FROM target.version THEN 'open'
               WHEN present.partition_id IS NULL THEN 'first'
               ELSE 'rewound'
           END AS outcome
    FROM target LEFT JOIN present ON present.partition_id = target.partition_id
),
changed AS (
    UPDATE {schema}.partitions AS stored
    SET owner_id = '',
        owner_instance = NULL,
        epoch = decided.epoch,
        version = decided.new_version,
        modified_at = clock_timestamp(),
        requested_by = NULL,
        requested_at = NULL,
        sequence_number = decided.sequence_number,
        event_offset = decided.event_offset,
        checkpoint_epoch = CASE WHEN NOT decided.removes THEN decided.epoch END,
        written_by = CASE WHEN NOT decided.removes THEN decided.written_by END,
        written_at = CASE WHEN NOT decided.removes THEN clock_timestamp() END
    FROM decided
    WHERE decided.outcome = 'rewound'
      AND stored.namespace = $1 AND stored.event_hub = $2 AND stored.consumer_group = $3 AND stored.partition_id = decided.partition_id
),
created AS (
    INSERT INTO {schema}.partitions
        (namespace, event_hub, consumer_group, partition_id, epoch, version, modified_at,
         sequence_number, event_offset, checkpoint_epoch, written_by, written_at)
    SELECT $1, $2, $3, partition_id, epoch, new_version, clock_timestamp(),
           sequence_number, event_offset,
           CASE WHEN NOT removes THEN epoch END,
           CASE WHEN NOT removes THEN written_by END,
           CASE WHEN NOT removes THEN clock_timestamp() END
    FROM decided
    WHERE outcome = 'first'
    ORDER BY partition_id COLLATE "C"
    ON CONFLICT DO NOTHING
    RETURNING partition_id
)
SELECT decided.partition_id, present.sequence_number, present.event_offset, present.checkpoint_epoch, present.written_by, present.written_at,
       clock_timestamp() AS store_now, present.damage,
       CASE
           WHEN decided.outcome <> 'first' THEN decided.outcome
           WHEN created.partition_id IS NOT NULL THEN 'rewound'
           ELSE 'open'
       END AS outcome,
       coalesce(present.owner_id, '') AS previous_owner_id, decided.epoch
FROM decided
LEFT JOIN present ON present.partition_id = decided.partition_id
LEFT JOIN created ON created.partition_id = decided.partition_id;
