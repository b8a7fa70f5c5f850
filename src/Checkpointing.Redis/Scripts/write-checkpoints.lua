-- ARGV: 'repeated' if an earlier attempt of this call may have been applied; then five for each write:
-- partition, epoch, sequence number, offset (optional), writer.
-- Answer, two for each write: 'written', 'stale', 'fenced' or 'damaged', and the record that is damaged.
local time = now()
local answer, changes = {}, {}
for i = 2, #ARGV, 5 do
    local partition, epoch, sequence_number, offset, writer = ARGV[i], ARGV[i + 1], ARGV[i + 2], optional(ARGV[i + 3]), ARGV[i + 4]
    local ownership, damaged_ownership = read_ownership(partition)
    local present, damaged_checkpoint = read_checkpoint(partition)
    local damaged = damaged_ownership or damaged_checkpoint
    local state
    if damaged then
        state = 'damaged'
    elseif (ownership and ownership.epoch or '0') ~= epoch then
        state = 'fenced'
    elseif not present or not present.sequenceNumber or is_less(present.sequenceNumber, sequence_number) then
        state = 'written'
        changes[#changes + 1] = partition
        changes[#changes + 1] = checkpoint_text(sequence_number, offset, epoch, writer, time)
    elseif ARGV[1] == 'repeated' and present.sequenceNumber == sequence_number and present.epoch == epoch and present.writer == writer then
        state = 'written'
    else
        state = 'stale'
    end
    answer[#answer + 1] = state
    answer[#answer + 1] = damaged or ''
end
for i = 1, #changes, 2 do
    save_checkpoint(changes[i], changes[i + 1])
end
return answer
