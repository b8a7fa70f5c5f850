-- Answer: the number of partitions of which there was a record.
return remove_group()
