-- Stands before all else in front of write-checkpoints.lua: a batch of nothing but usual writes is made before any of what follows is even defined.
-- They are by those who own the partitions, ahead, and the records hold nothing unusual. If a single write is anything else, also what cannot be
-- understood, all of them are left to what follows, with nothing written.
if #ARGV > 1 and #ARGV <= 15001 then -- Lua has room for less than 8,000 values at once, and two are written for each partition.
    local partitions = {}
    for i = 2, #ARGV, 5 do
        partitions[#partitions + 1] = ARGV[i]
    end
    local ownerships, checkpoints = redis.call('HMGET', KEYS[1], unpack(partitions)), redis.call('HMGET', KEYS[2], unpack(partitions))
    local time = redis.call('TIME')
    time = time[1] .. string.sub('00000' .. time[2], -6, -4)
    local answer, changes = {}, {}
    for index, partition in ipairs(partitions) do
        local i = index * 5 - 3
        local epoch, sequence_number, offset, writer = ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
        local present = checkpoints[index]
        local stored_epoch = ownerships[index] and string.match(
            ownerships[index],
            '^{"v":1,"owner":"[^"\\%c]*","instance":"[^"\\%c]*","epoch":"(%d+)","version":"%x+","modified":[1-9]%d%d%d%d%d%d%d%d%d%d%d%d}$')
        local stored_number, checkpoint_epoch
        if present then
            stored_number, checkpoint_epoch = string.match(
                present,
                '^{"v":1,"sequenceNumber":"([1-9]%d*)","offset":"[^"\\%c]*","epoch":"([1-9]%d*)","writer":"[^"\\%c]*","written":[1-9]%d%d%d%d%d%d%d%d%d%d%d%d}$')
        end
        -- Whole numbers without sign and zeros in front compare by length, then as texts. Below 16 digits none is too large for anything.
        if stored_epoch == epoch and #epoch < 16 and string.sub(sequence_number, 1, 1) ~= '-'
            and (not present or (stored_number and #stored_number < 16 and #checkpoint_epoch < 16
                and (#stored_number < #sequence_number or (#stored_number == #sequence_number and stored_number < sequence_number))))
            and offset ~= '' and not string.find(offset .. writer, '["\\/%c]') then
            answer[#answer + 1] = 'written'
            answer[#answer + 1] = ''
            changes[#changes + 1] = partition
            changes[#changes + 1] = '{"v":1,"sequenceNumber":"' .. sequence_number .. '","offset":"' .. string.sub(offset, 2) .. '","epoch":"' .. epoch
                .. '","writer":"' .. writer .. '","written":' .. time .. '}'
        else
            changes = nil
            break
        end
    end
    if changes then
        redis.call('HSET', KEYS[2], unpack(changes))
        return answer
    end
end

