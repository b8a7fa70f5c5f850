-- All that a processor needs. DELETE is for the operators' DeleteGroupAsync only.
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON {schema}.schema_version TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.partitions TO {role};
