-- ARGV, five for each claim: partition, owner, instance, expected version (optional), version if it is won.
-- Answer: the time, then one for each claim: empty if it is lost, epoch and time of the record if it is won, followed by time and name of who has
-- asked for it, if anybody has; or '!' and the record that is damaged.
local time = now()
local answer, changes = { time }, {}
for i = 1, #ARGV, 5 do
    local partition, owner, instance, expected, proposed = ARGV[i], ARGV[i + 1], ARGV[i + 2], optional(ARGV[i + 3]), ARGV[i + 4]
    local present, damaged = read_ownership(partition)
    local state = ''
    local requester, requested = present and present.requestedBy, present and present.requestedAt and string.format('%.0f', present.requestedAt)
    if damaged then
        state = '!' .. damaged
    elseif present and present.version == proposed then
        -- This very claim was applied already, and its confirmation was lost.
        state = present.epoch .. ' ' .. string.format('%.0f', present.modified)
    elseif expected == (present and present.version) then
        local epoch = present and present.epoch or '0'
        if owner == '' then
            instance = nil
        elseif not (present and owner == present.owner and instance == present.instance) then
            epoch = raised(epoch)
            requester = nil
        end
        state = epoch .. ' ' .. time
        changes[#changes + 1] = partition
        changes[#changes + 1] = ownership_text(owner, instance, epoch, proposed, time, request_members(requester, requested))
    end
    if requester and state ~= '' and not damaged then
        state = state .. ' ' .. requested .. ' ' .. requester
    end
    answer[#answer + 1] = state
end
for i = 1, #changes, 2 do
    save_ownership(changes[i], changes[i + 1])
end
return answer
