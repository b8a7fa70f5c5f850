-- The store's own layout. KEYS: ownership and, where checkpoints matter, checkpoint: two hashes with a field for each partition.

local function read_ownership(partition)
    return parse(redis.call('HGET', KEYS[1], partition), is_ownership)
end

local function read_checkpoint(partition)
    return parse(redis.call('HGET', KEYS[2], partition), is_checkpoint)
end

local function save_ownership(partition, text)
    redis.call('HSET', KEYS[1], partition, text)
end

-- An empty text removes.
local function save_checkpoint(partition, text)
    if text == '' then
        redis.call('HDEL', KEYS[2], partition)
    else
        redis.call('HSET', KEYS[2], partition, text)
    end
end

-- Partitions and texts in turn.
local function list(kind)
    return redis.call('HGETALL', KEYS[kind == 'ownership' and 1 or 2])
end

local function remove_group()
    local partitions, count = {}, 0
    for _, key in ipairs(KEYS) do
        for _, partition in ipairs(redis.call('HKEYS', key)) do
            if not partitions[partition] then
                partitions[partition] = true
                count = count + 1
            end
        end
    end
    redis.call('DEL', KEYS[1], KEYS[2])
    return count
end

