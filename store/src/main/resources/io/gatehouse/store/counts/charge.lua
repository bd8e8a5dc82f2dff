-- Adds to sums: to all, or to none.
-- KEYS: the sums. ARGV: for each, the amount, what the sum may be afterwards or -1, and when it ends in milliseconds.
-- Returns 0, or the number of the sum that would become too large, and what it is.
for at, sum in ipairs(KEYS) do
    local first = (at - 1) * 3
    local most = tonumber(ARGV[first + 2])
    local is = redis.call('GET', sum) or '0'
    if most >= 0 and tonumber(is) + tonumber(ARGV[first + 1]) > most then
        return { at, is }
    end
end
for at, sum in ipairs(KEYS) do
    local first = (at - 1) * 3
    if redis.call('INCRBY', sum, ARGV[first + 1]) < 0 then
        redis.call('SET', sum, '0')
    end
    redis.call('PEXPIREAT', sum, ARGV[first + 3])
end
return { 0, '0' }
