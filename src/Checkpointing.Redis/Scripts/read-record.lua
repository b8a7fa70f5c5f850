-- KEYS: ownership or checkpoint. ARGV: partition. Answer: the partition and its record, if there is one, then the time.
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then
    return { now() }
end
return { ARGV[1], text, now() }
