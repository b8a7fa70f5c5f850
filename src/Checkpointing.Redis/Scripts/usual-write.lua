-- Stands before all else in front of write-checkpoints.lua: the usual write is made before any of what follows is even defined. It is one partition,
-- by its owner, ahead, and its records hold nothing unusual. Whatever else there is, also what cannot be understood, is left to what follows.
if #ARGV == 6 then
    local partition, epoch, sequence_number, offset, writer = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
    local ownership, present = redis.call('HGET', KEYS[1], partition), redis.call('HGET', KEYS[2], partition)
    local stored_epoch = ownership and string.match(
        ownership,
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
        local time = redis.call('TIME')
        redis.call('HSET', KEYS[2], partition,
            '{"v":1,"sequenceNumber":"' .. sequence_number .. '","offset":"' .. string.sub(offset, 2) .. '","epoch":"' .. epoch
            .. '","writer":"' .. writer .. '","written":' .. time[1] .. string.sub('00000' .. time[2], -6, -4) .. '}')
        return { 'written', '' }
    end
end

