-- Says that a gateway is there, or with a life of 0 that it is there no more.
-- KEYS: the gateways with the times when they are forgotten. ARGV: the gateway, its life in milliseconds.
-- Returns how many are there.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local life = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if life > 0 then
    redis.call('ZADD', KEYS[1], string.format('%.0f', now + life), ARGV[1])
else
    redis.call('ZREM', KEYS[1], ARGV[1])
end
return redis.call('ZCARD', KEYS[1])
