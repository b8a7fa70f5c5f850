SELECT getdatabaseencoding() AS encoding,
       pg_is_in_recovery() AS is_standby,
       current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS synchronous_commit,
       array_to_string(ARRAY(
           SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS privilege
           WHERE NOT has_table_privilege(to_regclass($1), privilege)), ', ') AS missing_privileges,
       has_table_privilege(to_regclass($1), 'DELETE') AS may_delete;
