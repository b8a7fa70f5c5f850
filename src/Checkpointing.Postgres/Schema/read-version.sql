-- Tables that were made before the first release have no columns for requests.
SELECT max(version) AS version,
       EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'requested_at' AND NOT attisdropped) AS has_requests
FROM {schema}.schema_version;
