-- ARGV, five for each claim: partition, owner, instance, expected version (optional), version if it is won.
-- Answer: the time, then three for each claim that was not lost: partition, 'won' or 'damaged', record.
local time = now()
local answer, changes = { time }, {}
for i = 1, #ARGV, 5 do
    local partition, owner, instance, expected, proposed = ARGV[i], ARGV[i + 1], ARGV[i + 2], optional(ARGV[i + 3]), ARGV[i + 4]
    local present, damaged = read_ownership(partition)
    local state, text
    if damaged then
        state, text = 'damaged', damaged
    elseif present and present.version == proposed then
        -- This very claim was applied already, and its confirmation was lost.
        state, text = 'won', present.text
    elseif expected == (present and present.version) then
        local epoch = present and present.epoch or '0'
        local is_renewal = present and owner == present.owner and instance == present.instance
        if owner == '' then
            text = ownership_text('', nil, epoch, proposed, time)
        else
            text = ownership_text(owner, instance, is_renewal and epoch or raised(epoch), proposed, time)
        end
        state = 'won'
        changes[#changes + 1] = partition
        changes[#changes + 1] = text
    end
    if state then
        answer[#answer + 1] = partition
        answer[#answer + 1] = state
        answer[#answer + 1] = text
    end
end
for i = 1, #changes, 2 do
    save_ownership(changes[i], changes[i + 1])
end
return answer
