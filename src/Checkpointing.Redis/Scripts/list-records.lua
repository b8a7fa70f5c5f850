-- KEYS: ownership or checkpoint. Answer: partitions and records in turn, then the time.
local answer = redis.call('HGETALL', KEYS[1])
answer[#answer + 1] = now()
return answer
