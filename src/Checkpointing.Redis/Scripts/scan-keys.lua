-- KEYS: any key of the node that is to be scanned; it is not touched. ARGV: cursor, pattern, count, kind of key (none for any).
-- Answer: the next cursor, '0' at the end, then keys.
local scanned
if ARGV[4] then
    scanned = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3], 'TYPE', ARGV[4])
else
    scanned = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
end
local answer = { scanned[1] }
for _, key in ipairs(scanned[2]) do
    answer[#answer + 1] = key
end
return answer
