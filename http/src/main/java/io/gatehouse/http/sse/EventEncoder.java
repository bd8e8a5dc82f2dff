package io.gatehouse.http.sse;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes server-sent events.
public final class EventEncoder {

    private static final byte[] MESSAGE = "event: message\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    /// The header fields of an answer that is an event stream.
    public static final Map<String, String> HEADERS =
            Map.of("content-type", "text/event-stream", "cache-control", "no-cache", "x-accel-buffering", "no");

    private EventEncoder() {}

    public static byte[] event(@Nullable String event, @Nullable String id, byte[] json) {
        byte[] data = LineSeparators.escaped(json);
        byte[] head = head(event, id);
        int size = head.length + DATA.length + data.length + 2;
        for (int i = 0; i < data.length; i++) {
            if (breaks(data, i)) {
                size += DATA.length;
            }
        }
        byte[] bytes = new byte[size];
        int end = copy(head, 0, head.length, bytes, 0);
        end = copy(DATA, 0, DATA.length, bytes, end);
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (breaks(data, i)) {
                end = copy(data, start, i + 1 - start, bytes, end);
                end = copy(DATA, 0, DATA.length, bytes, end);
                start = i + 1;
            }
        }
        end = copy(data, start, data.length - start, bytes, end);
        bytes[end] = '\n';
        bytes[end + 1] = '\n';
        return bytes;
    }

    /// Whether a line ends with this byte: LF, or CR that no LF follows.
    private static boolean breaks(byte[] data, int at) {
        return data[at] == '\n' || (data[at] == '\r' && (at + 1 == data.length || data[at + 1] != '\n'));
    }

    private static byte[] head(@Nullable String event, @Nullable String id) {
        if (id == null && "message".equals(event)) {
            return MESSAGE;
        }
        StringBuilder head = new StringBuilder();
        if (event != null) {
            checkOneLine("an event's type", event);
            head.append("event: ").append(event).append('\n');
        }
        if (id != null) {
            checkOneLine("an event's id", id);
            head.append("id: ").append(id).append('\n');
        }
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static void checkOneLine(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(what + " must not hold a line break or NUL");
            }
        }
    }

    private static int copy(byte[] from, int start, int length, byte[] to, int at) {
        System.arraycopy(from, start, to, at, length);
        return at + length;
    }
}
