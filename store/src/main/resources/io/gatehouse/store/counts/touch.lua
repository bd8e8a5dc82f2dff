-- Notes that values are used.
-- KEYS: the set of values with the time of their last use. ARGV: how many may be in it, microseconds, the values.
-- Returns 0, or in how many microseconds there may be room.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local set, most, every = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', set, '-inf', string.format('%.0f', now - every))
local added = 0
for at = 3, #ARGV do
    if not redis.call('ZSCORE', set, ARGV[at]) then
        added = added + 1
    end
end
local over = redis.call('ZCARD', set) + added - most
if over > 0 and added > 0 then
    local last = redis.call('ZRANGE', set, over - 1, over - 1, 'WITHSCORES')
    return math.max(1, last[2] and tonumber(last[2]) + every - now or every)
end
for at = 3, #ARGV do
    redis.call('ZADD', set, string.format('%.0f', now), ARGV[at])
end
redis.call('PEXPIRE', set, math.ceil(every / 1000) + 1000)
return 0
