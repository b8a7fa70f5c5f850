CASE
    WHEN owner_id IS NULL THEN 'owner_id'
    WHEN epoch IS NULL OR epoch < 0 THEN 'epoch'
    WHEN (version IS NULL) <> (modified_at IS NULL) THEN 'version'
    WHEN modified_at NOT BETWEEN timestamptz '1970-01-01 00:00:00+00' AND timestamptz '9000-01-01 00:00:00+00' THEN 'modified_at'
    WHEN (requested_by IS NULL) <> (requested_at IS NULL) THEN 'requested_by'
    WHEN requested_at NOT BETWEEN timestamptz '1970-01-01 00:00:00+00' AND timestamptz '9000-01-01 00:00:00+00' THEN 'requested_at'
    WHEN sequence_number < -1 THEN 'sequence_number'
    WHEN checkpoint_epoch < 0 THEN 'checkpoint_epoch'
    WHEN written_at IS NULL AND (sequence_number IS NOT NULL OR event_offset IS NOT NULL) THEN 'written_at'
    WHEN written_at NOT BETWEEN timestamptz '1970-01-01 00:00:00+00' AND timestamptz '9000-01-01 00:00:00+00' THEN 'written_at'
END
