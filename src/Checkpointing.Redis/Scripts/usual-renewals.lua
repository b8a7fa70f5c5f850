-- Stands before all else in front of claim-ownership.lua: a batch of nothing but usual renewals is made before any of what follows is even defined.
-- They are by those who hold the partitions, nobody has asked for them, and the records hold nothing unusual. If a single claim is anything else, all
-- of them are left to what follows, with nothing written.
if #ARGV > 0 and #ARGV <= 15000 then -- Lua has room for less than 8,000 values at once, and two are written for each partition.
    local partitions = {}
    for i = 1, #ARGV, 5 do
        partitions[#partitions + 1] = ARGV[i]
    end
    local time = redis.call('TIME')
    time = time[1] .. string.sub('00000' .. time[2], -6, -4)
    local answer, changes = { time }, {}
    local owner, instance, head
    for index, record in ipairs(redis.call('HMGET', KEYS[1], unpack(partitions))) do
        local i = index * 5 - 4
        if ARGV[i + 1] ~= owner or ARGV[i + 2] ~= instance then
            owner, instance = ARGV[i + 1], ARGV[i + 2]
            if owner == '' or string.find(owner .. instance, '["\\/%c]') then
                changes = nil
                break
            end
            head = '{"v":1,"owner":"' .. owner .. '","instance":"' .. instance .. '","epoch":"'
        end
        local epoch, version
        if record and string.sub(record, 1, #head) == head then
            epoch, version = string.match(record, '^([1-9]%d*)","version":"(%x+)","modified":[1-9]%d%d%d%d%d%d%d%d%d%d%d%d}$', #head + 1)
        end
        if not epoch or #epoch > 15 or ARGV[i + 3] ~= '=' .. version then
            changes = nil
            break
        end
        answer[index + 1] = epoch .. ' ' .. time
        changes[#changes + 1] = ARGV[i]
        changes[#changes + 1] = head .. epoch .. '","version":"' .. ARGV[i + 4] .. '","modified":' .. time .. '}'
    end
    if changes then
        redis.call('HSET', KEYS[1], unpack(changes))
        return answer
    end
end

