-- ARGV: partition. Answer: the partition and its checkpoint, if there is one, then the time.
local present, damaged = read_checkpoint(ARGV[1])
if not present and not damaged then
    return { now() }
end
return { ARGV[1], damaged or present.text, now() }
