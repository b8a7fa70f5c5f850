-- Stands before every script that reads or writes records, followed by a layout: hashes.lua or jedis.lua.
--
-- A record is a JSON text. Numbers of 64 bits are texts in it and are compared as texts, because Lua's own numbers are doubles.
-- A script looks at everything before it writes anything: Redis does not take back what a script wrote before it failed.

local LATEST_TIME = 221845392000000 -- the end of the year 9000 in milliseconds: later ones were written in another unit
local EXACT = 9007199254740992 -- doubles below 2^53 are exact

-- The server's time in milliseconds since 1970.
local function now()
    local time = redis.call('TIME')
    return time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
end

-- Whether a value is the shortest text of a whole number of 64 bits.
local function is_long(value)
    if type(value) ~= 'string' then
        return false
    end
    local sign, digits = string.match(value, '^(%-?)(%d+)$')
    if not digits or (string.sub(digits, 1, 1) == '0' and value ~= '0') then
        return false
    end
    local limit = sign == '-' and '9223372036854775808' or '9223372036854775807'
    return #digits < #limit or (#digits == #limit and digits <= limit)
end

-- Whether one whole number is less than another, both as texts.
local function is_less(a, b)
    local a_is_negative, b_is_negative = string.sub(a, 1, 1) == '-', string.sub(b, 1, 1) == '-'
    if a_is_negative ~= b_is_negative then
        return a_is_negative
    end
    if a_is_negative then
        a, b = string.sub(b, 2), string.sub(a, 2)
    end
    if #a ~= #b then
        return #a < #b
    end
    return a < b
end

local function is_epoch(value)
    return is_long(value) and string.sub(value, 1, 1) ~= '-' and tonumber(value) < EXACT
end

local function is_time(value)
    return type(value) == 'number' and value >= 0 and value <= LATEST_TIME and value == math.floor(value)
end

local function is_text_or_nil(value)
    return value == nil or type(value) == 'string'
end

-- Requester and time come together or not at all.
local function is_request(record)
    if record.requestedBy == nil then
        return record.requestedAt == nil
    end
    return type(record.requestedBy) == 'string' and is_time(record.requestedAt)
end

local function is_ownership(record)
    return record.v == 1 and type(record.owner) == 'string' and is_text_or_nil(record.instance) and is_epoch(record.epoch)
        and type(record.version) == 'string' and record.version ~= '' and is_time(record.modified) and is_request(record)
end

local function is_checkpoint(record)
    return record.v == 1 and (record.sequenceNumber == nil or is_long(record.sequenceNumber)) and is_text_or_nil(record.offset)
        and is_epoch(record.epoch) and is_text_or_nil(record.writer) and is_time(record.written)
end

-- The texts that this version writes, as long as they hold nothing unusual, are understood without a JSON parser: batches are faster by far.
local function usual_ownership(text)
    local owner, instance, epoch, version, modified = string.match(
        text, '^{"v":1,"owner":"([^"\\%c]*)","instance":"([^"\\%c]*)","epoch":"(%d+)","version":"(%x+)","modified":([1-9]%d+)}$')
    if owner and is_epoch(epoch) and #modified == 13 then
        return { owner = owner, instance = instance, epoch = epoch, version = version, modified = tonumber(modified), text = text }
    end
end

local function usual_checkpoint(text)
    local sequence_number, offset, epoch, writer, written = string.match(
        text, '^{"v":1,"sequenceNumber":"(%-?%d+)","offset":"([^"\\%c]*)","epoch":"(%d+)","writer":"([^"\\%c]*)","written":([1-9]%d+)}$')
    if sequence_number and is_long(sequence_number) and is_epoch(epoch) and #written == 13 then
        return { sequenceNumber = sequence_number, offset = offset, epoch = epoch, writer = writer, written = tonumber(written), text = text }
    end
end

local USUAL = { [is_ownership] = usual_ownership, [is_checkpoint] = usual_checkpoint }

-- Whether a member is written as JSON writes whole numbers. The parser also takes hexadecimal ones and leading zeros, .NET's does not.
local function is_plain(text, name, value)
    return string.match(text, '"' .. name .. '"%s*:%s*(%d+)%s*[,}]') == string.format('%.0f', value)
end

-- Understands a stored text: nil if there is none; nil and the text if it is none that this version writes.
local function parse(text, is_valid)
    if not text then
        return nil
    end
    local usual = USUAL[is_valid](text)
    if usual then
        return usual
    end
    local is_json, record = pcall(cjson.decode, text)
    local time = is_valid == is_ownership and 'modified' or 'written'
    if not is_json or type(record) ~= 'table' or not is_valid(record) or not is_plain(text, 'v', record.v)
        or not is_plain(text, time, record[time]) or (record.requestedAt and not is_plain(text, 'requestedAt', record.requestedAt)) or string.find(text, '[%z\1-\31]') then
        return nil, text
    end
    record.text = text
    return record
end

-- Most texts are the same throughout a batch.
local encoded = {}

-- A member of a JSON object, or nothing for nil.
local function member(name, value)
    if not value then
        return ''
    end
    local text = encoded[value]
    if not text then
        text = cjson.encode(value)
        encoded[value] = text
    end
    return ',"' .. name .. '":' .. text
end

-- What else there is comes last: what a rewind found, or who has asked for the partition.
local function ownership_text(owner, instance, epoch, version, modified, rest)
    return '{"v":1' .. member('owner', owner) .. member('instance', instance) .. member('epoch', epoch)
        .. ',"version":"' .. version .. '","modified":' .. modified .. (rest or '') .. '}'
end

local function request_members(requester, time)
    return requester and member('requestedBy', requester) .. ',"requestedAt":' .. time or ''
end

local function checkpoint_text(sequence_number, offset, epoch, writer, written)
    return '{"v":1' .. member('sequenceNumber', sequence_number) .. member('offset', offset) .. member('epoch', epoch)
        .. member('writer', writer) .. ',"written":' .. written .. '}'
end

-- An argument that may be absent is empty, or its value after an equals sign.
local function optional(argument)
    if argument == '' then
        return nil
    end
    return string.sub(argument, 2)
end

local function raised(epoch)
    return string.format('%.0f', tonumber(epoch) + 1)
end

-- What became of a rewind. What it found is kept with the ownership until the next claim: so an attempt that was applied unheard can tell it.
local function add_rewind(answer, damaged, ownership, proposed)
    local state, what, owner, previous = 'open', ownership and ownership.version or '', '', ''
    if damaged then
        state, what = 'damaged', damaged
    elseif what == proposed then
        state, what, owner, previous = 'rewound', ownership.epoch, ownership.rewoundOwner or '', ownership.rewoundCheckpoint or ''
    end
    answer[#answer + 1] = state
    answer[#answer + 1] = what
    answer[#answer + 1] = owner
    answer[#answer + 1] = previous
end

