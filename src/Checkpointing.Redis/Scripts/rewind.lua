-- ARGV, six for each rewind: partition, sequence number (optional), offset (optional), writer, version, version that was read (optional).
-- Answer: the time, then four for each rewind: 'rewound', 'damaged' or 'open'; the epoch, the record that is damaged, or the version that there is;
-- the owner and the checkpoint that there were.
--
-- Nothing is done unless the version is still the one that was read: so a request that the network delivers late, after somebody has claimed the
-- partition, changes nothing.
local time = now()
local answer, changes = { time }, {}
for i = 1, #ARGV, 6 do
    local partition, sequence_number, offset = ARGV[i], optional(ARGV[i + 1]), optional(ARGV[i + 2])
    local writer, proposed, expected = ARGV[i + 3], ARGV[i + 4], optional(ARGV[i + 5])
    local ownership, damaged_ownership = read_ownership(partition)
    local checkpoint, damaged_checkpoint = read_checkpoint(partition)
    local damaged = damaged_ownership or damaged_checkpoint
    if not damaged and expected == (ownership and ownership.version) then
        local epoch = raised(ownership and ownership.epoch or '0')
        local owner, previous = ownership and ownership.owner or '', checkpoint and checkpoint.text or ''
        local found = member('rewoundOwner', owner) .. member('rewoundCheckpoint', previous)
        changes[#changes + 1] = partition
        changes[#changes + 1] = ownership_text('', nil, epoch, proposed, time, found)
        changes[#changes + 1] = (sequence_number or offset) and checkpoint_text(sequence_number, offset, epoch, writer, time) or ''
        ownership = { version = proposed, epoch = epoch, rewoundOwner = owner, rewoundCheckpoint = previous }
    end
    add_rewind(answer, damaged, ownership, proposed)
end
for i = 1, #changes, 3 do
    save_ownership(changes[i], changes[i + 1])
    save_checkpoint(changes[i], changes[i + 2])
end
return answer
