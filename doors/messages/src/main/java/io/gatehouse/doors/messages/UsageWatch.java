package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.TokenUsage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the tokens that were used, and how it ended, out of an answer that passes by. Of a stream only the few events
/// that tell it are kept and parsed.
final class UsageWatch {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int LONGEST = 256 << 10;
    private static final int EVENT_NAME = 40;

    private byte[] line = new byte[EVENT_NAME];
    private int length;
    private boolean telling;
    private boolean lineFull;
    private volatile TokenUsage usage = TokenUsage.NONE;
    private volatile @Nullable String ending;

    /// Takes the next bytes of a stream of events.
    void piece(byte[] bytes) {
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                keep(bytes, start, at);
                lineEnds();
                start = at + 1;
            }
        }
        keep(bytes, start, bytes.length);
    }

    /// Whether what has come so far ends with a whole line.
    boolean atLineStart() {
        return length == 0 && !lineFull;
    }

    private void keep(byte[] bytes, int from, int to) {
        int most = telling ? LONGEST : EVENT_NAME;
        int taken = Math.min(to - from, most - length);
        if (taken < to - from) {
            lineFull = true;
        }
        if (taken > 0) {
            if (length + taken > line.length) {
                line = Arrays.copyOf(line, Math.max(length + taken, 2 * line.length));
            }
            System.arraycopy(bytes, from, line, length, taken);
            length += taken;
        }
    }

    private void lineEnds() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        if (end == 0) {
            telling = false;
        } else if (starts("event:", end)) {
            telling = starts("event: message_start", end) || starts("event: message_delta", end);
        } else if (telling && starts("data:", end) && !lineFull) {
            event(Arrays.copyOfRange(line, "data:".length(), end));
        }
        length = 0;
        lineFull = false;
        if (line.length > LONGEST / 8) {
            line = new byte[EVENT_NAME];
        }
    }

    private boolean starts(String text, int end) {
        if (end < text.length()) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            if (line[at] != text.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private void event(byte[] json) {
        try {
            JsonNode event = MAPPER.readTree(json);
            JsonNode message = event.path("message");
            tell(message.isObject() ? message.path("usage") : event.path("usage"));
            stop(event.path("delta").path("stop_reason"));
        } catch (JacksonException noJson) {
            // The client will see for itself.
        }
    }

    /// Takes a whole answer.
    void whole(byte[] body) {
        try {
            JsonNode message = MAPPER.readTree(body);
            tell(message.path("usage"));
            stop(message.path("stop_reason"));
            if (message.path("type").asString("").equals("error")) {
                stop(message.path("error").path("type"));
            }
        } catch (JacksonException noJson) {
            // The client will see for itself.
        }
    }

    // What an event leaves out stays as it was: later events give only what has changed, and all counts are sums.
    private void tell(JsonNode counts) {
        usage = new TokenUsage(
                count(counts, "input_tokens", usage.input()),
                count(counts, "output_tokens", usage.output()),
                count(counts, "cache_creation_input_tokens", usage.cacheCreation()),
                count(counts, "cache_read_input_tokens", usage.cacheRead()));
    }

    private static long count(JsonNode counts, String name, long before) {
        JsonNode count = counts.path(name);
        return count.canConvertToLong() ? count.asLong() : before;
    }

    private void stop(JsonNode reason) {
        if (reason.isString()) {
            ending = reason.asString();
        }
    }

    /// The tokens so far.
    TokenUsage usage() {
        return usage;
    }

    /// The stop reason or the error's type, as far as it has been told.
    @Nullable
    String ending() {
        return ending;
    }
}
