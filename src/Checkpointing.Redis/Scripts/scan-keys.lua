-- KEYS: any key of the node that is to be scanned; it is not touched. ARGV: cursor, pattern, count.
-- Answer: the next cursor, '0' at the end, then keys.
local scanned = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local answer = { scanned[1] }
for _, key in ipairs(scanned[2]) do
    answer[#answer + 1] = key
end
return answer
