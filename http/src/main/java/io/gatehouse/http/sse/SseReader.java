package io.gatehouse.http.sse;

import io.gatehouse.http.Checks;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.memory.Buffers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a `text/event-stream` piece by piece as the WHATWG HTML standard, section 9.2, says, in time linear in its
/// length. It differs in one thing: an event without data is also given if it carries an id or a retry, because MCP
/// primes resumption with such events. Not safe for use by several threads at once.
public final class SseReader {

    /// An event is larger than allowed. The reader is of no use afterwards.
    public static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1;

        private TooLargeException(int limit) {
            super("an event is larger than " + limit + " bytes", null, false, false);
        }
    }

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int maxEventBytes;
    private final Consumer<ServerSentEvent> events;
    private byte[] line = new byte[256];
    private int lineLength;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;
    private byte[] data = {};
    private int dataLength;
    private boolean hasData;
    private @Nullable String event;
    private @Nullable String id;
    private @Nullable Long retry;

    /// @param maxEventBytes the longest line and the most data of an event, more than 0
    /// @param events takes each complete event
    public SseReader(int maxEventBytes, Consumer<ServerSentEvent> events) {
        Checks.positive("the largest event", maxEventBytes);
        this.maxEventBytes = maxEventBytes;
        this.events = events;
    }

    /// Reads the next piece of the stream. What the stream ends without a blank line is dropped, as the standard says.
    ///
    /// @throws TooLargeException if a line or the data of an event passes the limit
    public void read(byte[] bytes, int offset, int length) throws TooLargeException {
        int position = offset;
        int end = offset + length;
        if (afterCarriageReturn && position < end) {
            afterCarriageReturn = false;
            if (bytes[position] == '\n') {
                position++;
            }
        }
        int start = position;
        while (position < end) {
            byte b = bytes[position];
            if (b != '\n' && b != '\r') {
                position++;
                continue;
            }
            endLine(bytes, start, position - start);
            position++;
            if (b == '\r') {
                if (position == end) {
                    afterCarriageReturn = true;
                } else if (bytes[position] == '\n') {
                    position++;
                }
            }
            start = position;
        }
        keep(bytes, start, end - start);
    }

    /// What the event that is being read takes in memory.
    public int held() {
        return line.length + data.length;
    }

    private void endLine(byte[] bytes, int start, int length) throws TooLargeException {
        if (lineLength == 0) {
            if (length > maxEventBytes) {
                throw new TooLargeException(maxEventBytes);
            }
            line(bytes, start, start + length);
            return;
        }
        keep(bytes, start, length);
        int whole = lineLength;
        lineLength = 0;
        line(line, 0, whole);
        if (line.length > 64 << 10) {
            line = new byte[256];
        }
    }

    private void keep(byte[] bytes, int start, int length) throws TooLargeException {
        line = append(line, lineLength, bytes, start, length);
        lineLength += length;
    }

    private byte[] append(byte[] to, int used, byte[] from, int start, int length) throws TooLargeException {
        if (length > maxEventBytes - used) {
            throw new TooLargeException(maxEventBytes);
        }
        byte[] room = to;
        if (used + length > to.length) {
            room = Arrays.copyOf(to, (int) Math.min(Math.max(2L * to.length, used + (long) length), maxEventBytes));
        }
        System.arraycopy(from, start, room, used, length);
        return room;
    }

    private void line(byte[] bytes, int from, int end) throws TooLargeException {
        int start = from;
        if (firstLine) {
            firstLine = false;
            if (Arrays.mismatch(bytes, start, Math.min(end, start + 3), BYTE_ORDER_MARK, 0, 3) < 0) {
                start += 3;
            }
        }
        if (start == end) {
            dispatch();
            return;
        }
        int colon = start;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        field(
                new String(bytes, start, Math.min(colon - start, 6), StandardCharsets.UTF_8),
                colon - start,
                bytes,
                value,
                end);
    }

    private void field(String name, int nameLength, byte[] bytes, int start, int end) throws TooLargeException {
        if (nameLength != name.length()) {
            return;
        }
        switch (name) {
            case "data" -> data(bytes, start, end - start);
            case "event" -> event = start == end ? null : text(bytes, start, end);
            case "id" -> {
                String value = text(bytes, start, end);
                if (value.indexOf('\0') < 0) {
                    id = value;
                }
            }
            case "retry" -> retry(text(bytes, start, end));
            default -> {
                // A comment (its name is empty) or a field that the standard does not know.
            }
        }
    }

    private void data(byte[] bytes, int start, int length) throws TooLargeException {
        if (!hasData) {
            hasData = true;
            data = new byte[length];
            dataLength = 0;
        } else {
            data = append(data, dataLength, new byte[] {'\n'}, 0, 1);
            dataLength++;
        }
        data = append(data, dataLength, bytes, start, length);
        dataLength += length;
    }

    private void retry(String value) {
        if (value.isEmpty() || value.length() > 18) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return;
            }
        }
        retry = Long.valueOf(value);
    }

    private void dispatch() {
        if (hasData || id != null || retry != null) {
            byte[] whole = dataLength == data.length ? data : Arrays.copyOf(data, dataLength);
            ServerSentEvent complete = new ServerSentEvent(event, id, retry, whole);
            reset();
            events.accept(complete);
        } else {
            reset();
        }
    }

    private void reset() {
        event = null;
        id = null;
        retry = null;
        hasData = false;
        data = Buffers.EMPTY;
        dataLength = 0;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
