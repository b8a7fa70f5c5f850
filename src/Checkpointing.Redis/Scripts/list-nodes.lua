-- KEYS: any key; it is not touched. Answer, three for each range of slots: first, last, address of its primary. Nothing where there is no cluster.
local ranges = redis.pcall('CLUSTER', 'SLOTS')
if ranges.err then
    if string.find(ranges.err, 'cluster support disabled', 1, true) then
        return {}
    end
    return ranges
end
local answer = {}
for _, range in ipairs(ranges) do
    local primary = range[3]
    answer[#answer + 1] = tostring(range[1])
    answer[#answer + 1] = tostring(range[2])
    answer[#answer + 1] = tostring(primary[1]) .. ':' .. tostring(primary[2])
end
return answer
