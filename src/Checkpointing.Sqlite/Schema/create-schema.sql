-- Version 1. All names begin with checkpointing_, so that the tables can live in an application's own file.
CREATE TABLE checkpointing_schema (
    version INTEGER NOT NULL
);

INSERT INTO checkpointing_schema (version) VALUES (1);

-- One row per partition: who owns it, and how far it was processed. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE checkpointing_partitions (
    namespace        TEXT    NOT NULL,
    event_hub        TEXT    NOT NULL,
    consumer_group   TEXT    NOT NULL,
    partition_id     TEXT    NOT NULL,

    -- ownership; version is null while nobody ever owned or rewound the partition
    owner_id         TEXT    NOT NULL DEFAULT '',
    owner_instance   TEXT,
    epoch            INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer' AND epoch >= 0),
    version          TEXT,
    modified_at      INTEGER CHECK (typeof(modified_at) IN ('integer', 'null')),

    -- who has asked the owner for the partition; both null if nobody has
    requested_by     TEXT,
    requested_at     INTEGER CHECK (typeof(requested_at) IN ('integer', 'null')),

    -- checkpoint; written_at is null while there is none
    sequence_number  INTEGER CHECK (typeof(sequence_number) IN ('integer', 'null')),
    event_offset     TEXT,
    checkpoint_epoch INTEGER CHECK (typeof(checkpoint_epoch) IN ('integer', 'null')),
    written_by       TEXT,
    written_at       INTEGER CHECK (typeof(written_at) IN ('integer', 'null')),

    PRIMARY KEY (namespace, event_hub, consumer_group, partition_id)
) WITHOUT ROWID;
