-- KEYS: ownership, checkpoint. Answer: the number of partitions of which there was a record.
local partitions, count = {}, 0
for _, key in ipairs(KEYS) do
    for _, partition in ipairs(redis.call('HKEYS', key)) do
        if not partitions[partition] then
            partitions[partition] = true
            count = count + 1
        end
    end
end
redis.call('DEL', KEYS[1], KEYS[2])
return count
