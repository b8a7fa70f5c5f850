-- Part of other statements, where they say {sound}: the row's ownership holds nothing that no version of the store writes. Parameter 9 is the latest time that it writes.
      typeof(owner_id) = 'text' AND typeof(owner_instance) IN ('text', 'null')
  AND typeof(epoch) = 'integer' AND epoch >= 0
  AND typeof(modified_at) = 'integer' AND modified_at BETWEEN 0 AND ?9
  AND (typeof(requested_by) = 'text' AND typeof(requested_at) = 'integer' AND requested_at BETWEEN 0 AND ?9
       OR requested_by IS NULL AND requested_at IS NULL)
