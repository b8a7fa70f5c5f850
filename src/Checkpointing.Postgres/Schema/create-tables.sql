-- Version 1.
CREATE TABLE {schema}.schema_version (
    version bigint NOT NULL
);

INSERT INTO {schema}.schema_version (version) VALUES (1);

-- One row per partition: who owns it, and how far it was processed.
CREATE TABLE {schema}.partitions (
    namespace        text COLLATE "C" NOT NULL,
    event_hub        text COLLATE "C" NOT NULL,
    consumer_group   text COLLATE "C" NOT NULL,
    partition_id     text COLLATE "C" NOT NULL,

    -- ownership; version is null while nobody ever owned or rewound the partition
    owner_id         text   NOT NULL DEFAULT '',
    owner_instance   text,
    epoch            bigint NOT NULL DEFAULT 0,
    version          text COLLATE "C",
    modified_at      timestamptz,

    -- who has asked the owner for the partition; both null if nobody has
    requested_by     text,
    requested_at     timestamptz,

    -- checkpoint; written_at is null while there is none
    sequence_number  bigint,
    event_offset     text,
    checkpoint_epoch bigint,
    written_by       text,
    written_at       timestamptz,

    PRIMARY KEY (namespace, event_hub, consumer_group, partition_id),
    -- What damage.sql finds, in fewer words: the server reads the text of a constraint anew for every statement. Unknown is allowed.
    CONSTRAINT record_is_whole CHECK (
        epoch >= 0
        AND (version IS NULL) = (modified_at IS NULL)
        AND (requested_by IS NULL) = (requested_at IS NULL)
        AND sequence_number >= -1
        AND checkpoint_epoch >= 0
        AND (written_at IS NOT NULL OR sequence_number IS NULL AND event_offset IS NULL)
        AND least(modified_at, requested_at, written_at) >= timestamptz '1970-01-01 00:00:00+00'
        AND greatest(modified_at, requested_at, written_at) <= timestamptz '9000-01-01 00:00:00+00')
)
-- No column that changes is indexed, and half of each page stays free: so an update writes within its page and touches no index.
WITH (fillfactor = 50);
