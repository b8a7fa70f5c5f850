-- KEYS: any key of the node that is asked; it is not touched. Answer: what INFO says.
return redis.call('INFO')
