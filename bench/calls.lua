-- Sends the requests of a file in turn, each with its own id, and prints one line of JSON at the end.
-- The file contains requests as sent over the wire, with "########" in place of the id and a NUL byte after each.
local heads, tails, count, turn, id = {}, {}, 0, 0, 10000000

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local text, from = file:read("*a"), 1
  file:close()
  while from <= #text do
    local stop = assert(text:find("\0", from, true))
    local place = assert(text:find("########", from, true))
    count = count + 1
    heads[count] = text:sub(from, place - 1)
    tails[count] = text:sub(place + 8, stop - 1)
    from = stop + 1
  end
end

function request()
  id = id + 1
  turn = turn % count + 1
  return heads[turn] .. id .. tails[turn]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"bytes":%d,"failures":%d,"p50":%.1f,"p99":%.1f,"p999":%.1f}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
