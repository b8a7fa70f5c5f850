-- A write is fenced if another epoch is stored, and stale if the stored position is the same or ahead. It is judged on the locked row.
-- Rows are locked in the order of their keys, and only then are missing ones inserted, in the same order: so no two batches wait for
-- each other. $9 says that an earlier attempt may have been applied: then what it wrote counts as written.
WITH write AS (
    SELECT *
    FROM unnest($4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::text[])
        AS write (partition_id, sequence_number, event_offset, epoch, written_by)
    {durability}
),
decided AS MATERIALIZED (
    SELECT write.partition_id, write.sequence_number, write.event_offset, write.epoch, write.written_by, present.damage,
           CASE
               WHEN present.damage IS NOT NULL THEN 'damaged'
               WHEN present.partition_id IS NOT NULL THEN
                   CASE
                       WHEN present.epoch <> write.epoch THEN 'fenced'
                       WHEN present.sequence_number IS NULL OR present.sequence_number < write.sequence_number THEN 'ahead'
                       WHEN $9 AND present.sequence_number = write.sequence_number AND present.checkpoint_epoch = write.epoch
                           AND present.written_by = write.written_by THEN 'written'
                       ELSE 'stale'
                   END
               WHEN write.epoch = 0 THEN 'first'
               -- There, but locked by another transaction, or deleted by now.
               WHEN EXISTS (
                   SELECT FROM {schema}.partitions AS known
                   WHERE known.namespace = $1 AND known.event_hub = $2 AND known.consumer_group = $3 AND known.partition_id = write.partition_id
               ) THEN 'open'
               ELSE 'fenced'
           END AS outcome
    FROM (SELECT * FROM write ORDER BY partition_id COLLATE "C") AS write
    -- By the whole key, one after the other: so their order is that of the locks, whatever the planner knows of the table.
    LEFT JOIN LATERAL (
        SELECT partition_id, epoch, sequence_number, checkpoint_epoch, written_by, {damage} AS damage
        FROM {schema}.partitions {patience}
        WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3 AND partition_id = write.partition_id
        FOR NO KEY UPDATE OF partitions {skip_locked}
    ) AS present ON true
),
changed AS (
    -- These rows are there and locked, so every insert meets its row: by the key, whatever the planner knows of the table.
    INSERT INTO {schema}.partitions
        (namespace, event_hub, consumer_group, partition_id, sequence_number, event_offset, checkpoint_epoch, written_by, written_at)
    SELECT $1, $2, $3, partition_id, sequence_number, event_offset, epoch, written_by, clock_timestamp()
    FROM decided
    WHERE outcome = 'ahead'
    ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
    SET sequence_number = excluded.sequence_number,
        event_offset = excluded.event_offset,
        checkpoint_epoch = excluded.checkpoint_epoch,
        written_by = excluded.written_by,
        written_at = excluded.written_at
),
created AS (
    INSERT INTO {schema}.partitions
        (namespace, event_hub, consumer_group, partition_id, sequence_number, event_offset, checkpoint_epoch, written_by, written_at)
    SELECT $1, $2, $3, partition_id, sequence_number, event_offset, epoch, written_by, clock_timestamp()
    FROM decided
    WHERE outcome = 'first'
    ORDER BY partition_id COLLATE "C"
    ON CONFLICT DO NOTHING
    RETURNING partition_id
)
SELECT decided.partition_id, decided.damage,
       CASE
           WHEN decided.outcome = 'ahead' THEN 'written'
           WHEN decided.outcome <> 'first' THEN decided.outcome
           WHEN created.partition_id IS NOT NULL THEN 'written'
           -- Another transaction made the row meanwhile.
           ELSE 'open'
       END AS outcome
FROM decided
LEFT JOIN created ON created.partition_id = decided.partition_id;
