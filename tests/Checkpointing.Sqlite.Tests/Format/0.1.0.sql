-- As version 0.1.0 wrote it.
CREATE TABLE checkpointing_schema (
    version INTEGER NOT NULL
);

INSERT INTO checkpointing_schema (version) VALUES (1);

CREATE TABLE checkpointing_partitions (
    namespace        TEXT    NOT NULL,
    event_hub        TEXT    NOT NULL,
    consumer_group   TEXT    NOT NULL,
    partition_id     TEXT    NOT NULL,

    owner_id         TEXT    NOT NULL DEFAULT '',
    owner_instance   TEXT,
    epoch            INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer' AND epoch >= 0),
    version          TEXT,
    modified_at      INTEGER CHECK (typeof(modified_at) IN ('integer', 'null')),

    requested_by     TEXT,
    requested_at     INTEGER CHECK (typeof(requested_at) IN ('integer', 'null')),

    sequence_number  INTEGER CHECK (typeof(sequence_number) IN ('integer', 'null')),
    event_offset     TEXT,
    checkpoint_epoch INTEGER CHECK (typeof(checkpoint_epoch) IN ('integer', 'null')),
    written_by       TEXT,
    written_at       INTEGER CHECK (typeof(written_at) IN ('integer', 'null')),

    PRIMARY KEY (namespace, event_hub, consumer_group, partition_id)
) WITHOUT ROWID;

INSERT INTO checkpointing_partitions VALUES
    ('contoso.servicebus.windows.net', 'orders', '$default', '0', 'processor-1', 'start-1', 3, '00112233445566aa', 1795240000123, NULL, NULL, 1234, '567890', 3, 'processor-1', 1795240000456),
    ('contoso.servicebus.windows.net', 'orders', '$default', '1', '', NULL, 2, '00112233445566bb', 1795240000123, NULL, NULL, 7, NULL, 2, 'operator', 1795240000123),
    ('contoso.servicebus.windows.net', 'orders', '$default', '2', '', NULL, 0, NULL, NULL, NULL, NULL, 5, '50', 0, 'copy', 1795240000789);
