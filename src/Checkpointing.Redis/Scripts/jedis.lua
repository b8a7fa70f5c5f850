-- The layout of the Java SDK's JedisCheckpointStore. KEYS: the set with the names of the partitions' hashes; its own name is the group's.
-- ARGV ends with namespace, event hub and consumer group, in the case that Java writes them.
--
-- A partition's hash has Java's fields 'partitionOwnership' and 'checkpoint', and two of this store's beside them with what Java has no
-- room for. Each of those has the text of Java's field as it was then ('mirror'): if Java's is another one now, a Java processor wrote it since.

local GROUP = table.remove(ARGV)
local HUB = table.remove(ARGV)
local NAMESPACE = table.remove(ARGV)
local JAVA_OWNERSHIP, OWNERSHIP = 'partitionOwnership', 'checkpointing:ownership'
local JAVA_CHECKPOINT, CHECKPOINT = 'checkpoint', 'checkpointing:checkpoint'

local function key_of(partition)
    return KEYS[1] .. '/' .. partition
end

local function java_text(partition, members)
    return '{"fullyQualifiedNamespace":' .. cjson.encode(NAMESPACE) .. member('eventHubName', HUB) .. member('consumerGroup', GROUP)
        .. member('partitionId', partition) .. members .. '}'
end

-- Decodes one of Java's texts; its whole numbers are taken from the text itself, for decoded ones would be doubles.
local function java_record(text)
    local is_json, record = pcall(cjson.decode, text)
    if not is_json or type(record) ~= 'table' then
        return nil
    end
    for _, name in ipairs({ 'offset', 'sequenceNumber' }) do
        local value = record[name]
        if value == cjson.null then
            record[name] = nil
        elseif type(value) == 'number' then
            record[name] = string.match(text, '[{,]%s*"' .. name .. '"%s*:%s*(%-?%d+)%s*[,}]') or false
        end
    end
    return record
end

local function read_fields(partition, java_field, own_field, is_valid)
    local java = redis.call('HGET', key_of(partition), java_field) or ''
    local own = redis.call('HGET', key_of(partition), own_field)
    if not own then
        return java, nil
    end
    local record, damaged = parse(own, is_valid)
    return java, record, damaged
end

local function read_ownership(partition)
    local java, own, damaged = read_fields(partition, JAVA_OWNERSHIP, OWNERSHIP, is_ownership)
    if damaged or java == '' or (own and own.mirror == java) then
        return own, damaged
    end
    -- A Java processor took the partition, or holds it still: a change of hands, whatever epoch there was.
    local record = java_record(java)
    if not record or type(record.ownerId) ~= 'string' or not is_time(record.lastModifiedTime) then
        return nil, java
    end
    local text = ownership_text(record.ownerId, nil, raised(own and own.epoch or '0'), redis.sha1hex(java),
        string.format('%.0f', record.lastModifiedTime))
    return parse(text, is_ownership)
end

local function read_checkpoint(partition)
    local java, own, damaged = read_fields(partition, JAVA_CHECKPOINT, CHECKPOINT, is_checkpoint)
    if damaged or (own and own.mirror == java) then
        return own, damaged
    end
    if java == '' then
        return nil
    end
    local record = java_record(java)
    if not record or not is_text_or_nil(record.offset) or not (record.sequenceNumber == nil or is_long(record.sequenceNumber))
        or (record.offset == nil and record.sequenceNumber == nil) then
        return nil, java
    end
    -- Java does not say when, nor who.
    return parse(checkpoint_text(record.sequenceNumber, record.offset, '0', nil, '0'), is_checkpoint)
end

-- One of this store's records with the text that Java's field has beside it.
local function mirrored(text, java)
    return string.sub(text, 1, -2) .. member('mirror', java) .. '}'
end

local function save_ownership(partition, text)
    local record = cjson.decode(text)
    local java = java_text(partition, member('ownerId', record.owner) .. ',"lastModifiedTime":' .. string.format('%.0f', record.modified) .. ',"eTag":""')
    redis.call('SADD', KEYS[1], key_of(partition))
    redis.call('HSET', key_of(partition), JAVA_OWNERSHIP, java, OWNERSHIP, mirrored(text, java))
end

-- An empty text removes. Java has no room for an offset that is no number.
local function save_checkpoint(partition, text)
    if text == '' then
        redis.call('HDEL', key_of(partition), JAVA_CHECKPOINT, CHECKPOINT)
        return
    end
    local record = cjson.decode(text)
    local members = (is_long(record.offset) and ',"offset":' .. record.offset or '')
        .. (record.sequenceNumber and ',"sequenceNumber":' .. record.sequenceNumber or '')
    local java = members == '' and '' or java_text(partition, members)
    redis.call('SADD', KEYS[1], key_of(partition))
    if java == '' then
        redis.call('HDEL', key_of(partition), JAVA_CHECKPOINT)
    else
        redis.call('HSET', key_of(partition), JAVA_CHECKPOINT, java)
    end
    redis.call('HSET', key_of(partition), CHECKPOINT, mirrored(text, java))
end

-- Partitions and texts in turn.
local function list(kind)
    local answer = {}
    for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
        if string.sub(key, 1, #KEYS[1] + 1) == KEYS[1] .. '/' then
            local partition = string.sub(key, #KEYS[1] + 2)
            local record, damaged
            if kind == 'ownership' then
                record, damaged = read_ownership(partition)
            else
                record, damaged = read_checkpoint(partition)
            end
            if record or damaged then
                answer[#answer + 1] = partition
                answer[#answer + 1] = damaged or record.text
            end
        end
    end
    return answer
end

local function remove_group()
    local count = 0
    for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
        if string.sub(key, 1, #KEYS[1] + 1) == KEYS[1] .. '/' then
            count = count + redis.call('DEL', key)
        end
    end
    redis.call('DEL', KEYS[1])
    return count
end

