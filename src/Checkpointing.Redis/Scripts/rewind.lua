-- ARGV, five for each rewind: partition, sequence number (optional), offset (optional), writer, version.
-- Answer: the time, then four for each rewind: 'rewound' or 'damaged', the epoch or the record that is damaged, the owner and the
-- checkpoint that there were.
local time = now()
local answer, changes = { time }, {}
for i = 1, #ARGV, 5 do
    local partition, sequence_number, offset = ARGV[i], optional(ARGV[i + 1]), optional(ARGV[i + 2])
    local writer, proposed = ARGV[i + 3], ARGV[i + 4]
    local ownership, damaged_ownership = read_ownership(partition)
    local checkpoint, damaged_checkpoint = read_checkpoint(partition)
    local damaged = damaged_ownership or damaged_checkpoint
    local state, epoch, owner, previous = 'rewound', damaged, '', ''
    if damaged then
        state = 'damaged'
    elseif ownership and ownership.version == proposed then
        -- This very rewind was applied already; what it found is kept with it until the next claim.
        epoch, owner, previous = ownership.epoch, ownership.rewoundOwner or '', ownership.rewoundCheckpoint or ''
    else
        epoch = raised(ownership and ownership.epoch or '0')
        owner, previous = ownership and ownership.owner or '', checkpoint and checkpoint.text or ''
        local found = member('rewoundOwner', owner) .. member('rewoundCheckpoint', previous)
        changes[#changes + 1] = partition
        changes[#changes + 1] = ownership_text('', nil, epoch, proposed, time, found)
        changes[#changes + 1] = (sequence_number or offset) and checkpoint_text(sequence_number, offset, epoch, writer, time) or ''
    end
    answer[#answer + 1] = state
    answer[#answer + 1] = epoch
    answer[#answer + 1] = owner
    answer[#answer + 1] = previous
end
for i = 1, #changes, 3 do
    save_ownership(changes[i], changes[i + 1])
    save_checkpoint(changes[i], changes[i + 2])
end
return answer
