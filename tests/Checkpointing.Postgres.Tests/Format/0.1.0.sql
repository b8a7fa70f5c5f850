-- As version 0.1.0 wrote it.
CREATE SCHEMA "{schema}";

CREATE TABLE "{schema}".schema_version (
    version bigint NOT NULL
);

INSERT INTO "{schema}".schema_version (version) VALUES (1);

CREATE TABLE "{schema}".partitions (
    namespace        text COLLATE "C" NOT NULL,
    event_hub        text COLLATE "C" NOT NULL,
    consumer_group   text COLLATE "C" NOT NULL,
    partition_id     text COLLATE "C" NOT NULL,

    owner_id         text   NOT NULL DEFAULT '',
    owner_instance   text,
    epoch            bigint NOT NULL DEFAULT 0,
    version          text COLLATE "C",
    modified_at      timestamptz,

    requested_by     text,
    requested_at     timestamptz,

    sequence_number  bigint,
    event_offset     text,
    checkpoint_epoch bigint,
    written_by       text,
    written_at       timestamptz,

    PRIMARY KEY (namespace, event_hub, consumer_group, partition_id),
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
WITH (fillfactor = 50);

INSERT INTO "{schema}".partitions VALUES
    ('contoso.servicebus.windows.net', 'orders', '$default', '0', 'processor-1', 'start-1', 3, '00112233445566aa', '2026-11-21 06:26:40.123456+00', NULL, NULL, 1234, '567890', 3, 'processor-1', '2026-11-21 06:26:41+00'),
    ('contoso.servicebus.windows.net', 'orders', '$default', '1', '', NULL, 2, '00112233445566bb', '2026-11-21 06:26:40.123456+00', NULL, NULL, 7, NULL, 2, 'operator', '2026-11-21 06:26:40.123456+00'),
    ('contoso.servicebus.windows.net', 'orders', '$default', '2', '', NULL, 0, NULL, NULL, NULL, NULL, 5, '50', 0, 'copy', '2026-11-21 06:26:42+00');
