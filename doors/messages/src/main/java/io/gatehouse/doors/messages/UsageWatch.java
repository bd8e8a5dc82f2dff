package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.PartialUsage;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads the tokens that were used, and how it ended, out of an answer that passes by. Of a stream only the few events
/// that tell it are kept and parsed; an answer whose end cannot be read counts as complete.
final class UsageWatch {
    private static final int LONGEST = 256 << 10;
    private static final int EVENT_NAME = 40;
    private static final List<byte[]> TELLING = Stream.of("message_start", "message_delta", "message_stop", "error")
            .map(name -> name.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private static final byte[] PART = "content_block_delta".getBytes(StandardCharsets.US_ASCII);

    /// What an event that tells something has said so far.
    private @Nullable ByteArrayOutputStream data;

    private byte[] line = new byte[EVENT_NAME];
    private int length;
    private boolean telling;
    private boolean named;
    private boolean cut;
    private boolean writing;
    private long parts;
    private long bytes;
    private boolean begun;
    private boolean complete;
    private volatile TokenUsage usage = TokenUsage.NONE;
    private volatile @Nullable String ending;

    /// Takes the next bytes of a stream of events.
    void piece(byte[] piece) {
        bytes += writing ? piece.length : 0;
        int start = 0;
        for (int at = 0; at < piece.length; at++) {
            if (piece[at] == '\n') {
                keep(piece, start, at);
                lineEnds();
                start = at + 1;
            }
        }
        keep(piece, start, piece.length);
    }

    /// Whether what has come so far ends with a whole line.
    boolean atLineStart() {
        return length == 0;
    }

    private void keep(byte[] bytes, int from, int to) {
        int taken = take(bytes, from, to);
        if (taken < to - from && !telling && !named && starts("data:", length)) {
            String begun = new String(line, 0, length, StandardCharsets.UTF_8);
            part(begun.contains("\"content_block_delta\""));
            telling = mayTell(begun);
            complete |= !begun.contains("\"type\"");
            taken += telling ? take(bytes, from + taken, to) : 0;
        }
        cut |= telling && taken < to - from;
    }

    private void part(boolean one) {
        writing |= one;
        parts += one ? 1 : 0;
    }

    private int take(byte[] bytes, int from, int to) {
        int taken = Math.clamp((telling ? LONGEST : EVENT_NAME) - length, 0, to - from);
        if (length + taken > line.length) {
            line = Arrays.copyOf(line, Math.max(length + taken, 2 * line.length));
        }
        System.arraycopy(bytes, from, line, length, taken);
        length += taken;
        return taken;
    }

    private boolean tells(int from, int to) {
        for (byte[] name : TELLING) {
            if (Arrays.equals(line, from, to, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    /// Whether an event without a name begins as one does that tells something.
    private static boolean mayTell(String begun) {
        return begun.contains("\"message_") || begun.contains("\"stop_reason\"") || begun.contains("\"error\"");
    }

    private boolean shortTells(int end) {
        return end <= EVENT_NAME && mayTell(new String(line, 0, end, StandardCharsets.UTF_8));
    }

    private void lineEnds() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        if (end == 0) {
            eventEnds();
        } else if (starts("event:", end)) {
            named = true;
            int from = value(6, end);
            telling = tells(from, end);
            part(Arrays.equals(line, from, end, PART, 0, PART.length));
        } else if (starts("data:", end) && (telling || !named && shortTells(end))) {
            telling = true;
            keepData(value(5, end), end);
        }
        length = 0;
    }

    private void keepData(int from, int to) {
        ByteArrayOutputStream kept = data == null ? new ByteArrayOutputStream(to - from + 1) : data;
        data = kept;
        cut |= kept.size() + to - from > LONGEST;
        if (!cut) {
            kept.write(line, from, to - from);
            kept.write('\n');
        }
    }

    // A stream may be open for hours after what it told at its start: what was needed to read that is let go.
    private void eventEnds() {
        ByteArrayOutputStream told = data;
        data = null;
        if (telling && !cut && told != null) {
            event(told.toByteArray());
        }
        complete |= cut;
        telling = false;
        named = false;
        cut = false;
        if (line.length > EVENT_NAME) {
            line = new byte[EVENT_NAME];
        }
    }

    /// Where the value of a field begins (WHATWG HTML, section 9.2.6).
    private int value(int from, int end) {
        return from < end && line[from] == ' ' ? from + 1 : from;
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
            ObjectView event = read(Slice.of(json));
            String type = event.string("type");
            begun |= "message_start".equals(type);
            complete |= "message_stop".equals(type);
            ObjectView message = member(event, "message");
            tell(member(message == null ? event : message, "usage"));
            stop(member(event, "delta"), "stop_reason");
            stop(member(event, "error"), "type");
        } catch (JacksonException | MalformedJsonException unreadable) {
            // The client will see for itself.
            complete = true;
        }
    }

    /// Takes a whole answer.
    void whole(byte[] body) {
        try {
            ObjectView message = read(Slice.of(body));
            tell(member(message, "usage"));
            stop(message, "stop_reason");
            if ("error".equals(message.string("type"))) {
                stop(member(message, "error"), "type");
            }
        } catch (JacksonException | MalformedJsonException noJson) {
            // The client will see for itself.
        }
    }

    /// An object; where one names a key twice, the last counts.
    private static ObjectView read(Slice json) throws MalformedJsonException {
        try {
            return ObjectView.read(json);
        } catch (MalformedJsonException odd) {
            JsonNode tree = Trees.read(json.array(), json.offset(), json.length());
            return ObjectView.read(Slice.of(Trees.MAPPER.writeValueAsBytes(tree)));
        }
    }

    private static @Nullable ObjectView member(ObjectView object, String name) throws MalformedJsonException {
        Slice value = object.get(name);
        return value == null || value.first() != '{' ? null : read(value);
    }

    // What an event leaves out stays as it was: later events give only what has changed, and all counts are sums.
    private void tell(@Nullable ObjectView counts) {
        if (counts == null) {
            return;
        }
        usage = new TokenUsage(
                count(counts, "input_tokens", usage.input()),
                count(counts, "output_tokens", usage.output()),
                count(counts, "cache_creation_input_tokens", usage.cacheCreation()),
                count(counts, "cache_read_input_tokens", usage.cacheRead()));
    }

    private static long count(ObjectView counts, String name, long before) {
        Long count = counts.integer(name);
        Slice value = counts.get(name);
        if (count != null || value == null) {
            return count == null ? before : count;
        }
        // Such as 1e3.
        JsonNode odd = Trees.read(value.array(), value.offset(), value.length());
        return odd.canConvertToLong() ? odd.asLong(before) : before;
    }

    private void stop(@Nullable ObjectView object, String member) {
        String reason = object == null ? null : object.string(member);
        if (reason != null) {
            complete = true;
            ending = reason;
        }
    }

    /// The tokens so far.
    TokenUsage usage() {
        return usage;
    }

    /// The tokens of an answer that was broken off.
    TokenUsage soFar() {
        return PartialUsage.of(usage, parts, bytes);
    }

    /// Whether a part of what the model writes has come.
    boolean writing() {
        return writing;
    }

    /// Whether a stream has begun a message that it has not ended so far: no stop reason, no `message_stop`, no error.
    boolean unfinished() {
        return begun && !complete;
    }

    /// The stop reason or the error's type, as far as it has been told.
    @Nullable
    String ending() {
        return ending;
    }
}
