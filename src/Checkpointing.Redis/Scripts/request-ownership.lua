-- ARGV, three for each request: partition, owner, requester.
-- Answer: the time, then one for each request: empty if it is dropped, the record if it is noted, or '!' and the record that is damaged.
local time = now()
local answer, changes = { time }, {}
for i = 1, #ARGV, 3 do
    local partition, owner, requester = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    local present, damaged = read_ownership(partition)
    local state = ''
    if damaged then
        state = '!' .. damaged
    elseif present and present.owner == owner then
        state = ownership_text(owner, present.instance, present.epoch, present.version, string.format('%.0f', present.modified),
            request_members(requester, time))
        changes[#changes + 1] = partition
        changes[#changes + 1] = state
    end
    answer[#answer + 1] = state
end
for i = 1, #changes, 2 do
    save_ownership(changes[i], changes[i + 1])
end
return answer
