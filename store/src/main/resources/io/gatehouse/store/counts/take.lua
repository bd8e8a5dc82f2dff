-- Takes tokens out of buckets, or puts some back.
-- KEYS: the buckets. ARGV: for each, calls, microseconds, burst, and how many are wanted; below 0 for those put back.
-- Returns for each how many were taken, and in how many microseconds there is one.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer = {}
for at, bucket in ipairs(KEYS) do
    local first = (at - 1) * 4
    local calls, every = tonumber(ARGV[first + 1]), tonumber(ARGV[first + 2])
    local burst, wanted = tonumber(ARGV[first + 3]), tonumber(ARGV[first + 4])
    local kept = redis.call('HMGET', bucket, 'tokens', 'at')
    local tokens = burst
    if kept[1] then
        tokens = math.min(burst, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * (calls / every))
    end
    local taken, wait = 0, 0
    if wanted > 0 then
        taken = math.min(wanted, math.floor(tokens + 1e-6))
        if taken == 0 then
            wait = math.max(1, math.ceil((1 - tokens) * every / calls))
        end
        tokens = math.max(0, tokens - taken)
    else
        tokens = math.min(burst, tokens - wanted)
    end
    redis.call('HSET', bucket, 'tokens', string.format('%.17g', tokens), 'at', string.format('%.0f', now))
    -- A bucket that is full again says the same as none.
    redis.call('PEXPIRE', bucket, math.ceil((burst - tokens) * every / calls / 1000) + 1000)
    answer[#answer + 1] = taken
    answer[#answer + 1] = wait
end
return answer
