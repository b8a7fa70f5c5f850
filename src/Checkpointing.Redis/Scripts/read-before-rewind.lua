-- ARGV, two for each rewind: partition, version that the ownership record will have.
-- Answer: the time, then four for each rewind, as rewind.lua answers: 'rewound' if an earlier attempt was applied already, 'damaged', or 'open'.
local answer = { now() }
for i = 1, #ARGV, 2 do
    local ownership, damaged_ownership = read_ownership(ARGV[i])
    local _, damaged_checkpoint = read_checkpoint(ARGV[i])
    add_rewind(answer, damaged_ownership or damaged_checkpoint, ownership, ARGV[i + 1])
end
return answer
