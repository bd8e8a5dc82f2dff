package io.gatehouse.app.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Bytes of log lines, written without making objects. Not for several threads at once.
public final class LineBuffer {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] bytes;
    private final byte[] digits = new byte[20];
    private DateTimeFormatter seconds;
    private boolean utc;
    private int size;
    private long formattedSecond = Long.MIN_VALUE;
    private byte[] second = {};

    /// @param capacity in bytes
    /// @param utc whether times are complete and in UTC; otherwise the local time of the day
    public LineBuffer(int capacity, boolean utc) {
        bytes = new byte[capacity];
        this.utc = utc;
        seconds = seconds(utc);
    }

    /// Writes times in another way from now on.
    void utc(boolean wanted) {
        if (utc != wanted) {
            utc = wanted;
            seconds = seconds(wanted);
            formattedSecond = Long.MIN_VALUE;
        }
    }

    private static DateTimeFormatter seconds(boolean utc) {
        return utc
                ? DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC)
                : DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    }

    /// How many bytes it holds.
    public int size() {
        return size;
    }

    int remaining() {
        return bytes.length - size;
    }

    /// Takes everything out, so that it can be filled again.
    public void clear() {
        size = 0;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    LineBuffer put(char ascii) {
        bytes[size++] = (byte) ascii;
        return this;
    }

    /// Text that is ASCII and needs no escapes.
    LineBuffer put(String ascii) {
        for (int index = 0; index < ascii.length(); index++) {
            bytes[size++] = (byte) ascii.charAt(index);
        }
        return this;
    }

    /// Text for a JSON string: control characters are escaped; cut after `most` characters.
    LineBuffer escaped(String text, int most) {
        return text(text, most, true);
    }

    /// Text for people: as [#escaped(String, int)], but quotes are left as they are.
    LineBuffer plain(String text, int most) {
        return text(text, most, false);
    }

    private LineBuffer text(String text, int most, boolean quoted) {
        int end = Math.min(text.length(), most);
        for (int index = 0; index < end; index++) {
            char c = text.charAt(index);
            if (c < 0x20 || c == 0x7f || c == '"' && quoted || c == '\\') {
                escape(c);
            } else if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && index + 1 < end
                    && Character.isLowSurrogate(text.charAt(index + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++index)));
            } else {
                utf8(shown(c) ? c : 0xfffd);
            }
        }
        return this;
    }

    /// Half a pair has no UTF-8; C1 controls, and marks that end a line or turn the direction, would confuse a
    /// terminal.
    private static boolean shown(char c) {
        return switch (Character.getType(c)) {
            case Character.SURROGATE,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    LineBuffer number(long value) {
        if (value < 0) {
            bytes[size++] = '-';
        }
        int at = digits.length;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        System.arraycopy(digits, at, bytes, size, digits.length - at);
        size += digits.length - at;
        return this;
    }

    /// Nanoseconds as milliseconds with three decimals.
    LineBuffer millis(long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        return number(micros / 1_000).put('.').three((int) (micros % 1_000));
    }

    /// A time with milliseconds.
    LineBuffer time(long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1_000);
        if (wanted != formattedSecond) {
            second = seconds.format(Instant.ofEpochSecond(wanted)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            formattedSecond = wanted;
        }
        System.arraycopy(second, 0, bytes, size, second.length);
        size += second.length;
        return put('.').three((int) Math.floorMod(epochMillis, 1_000L));
    }

    private LineBuffer three(int value) {
        bytes[size++] = (byte) ('0' + value / 100);
        bytes[size++] = (byte) ('0' + value / 10 % 10);
        bytes[size++] = (byte) ('0' + value % 10);
        return this;
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[size++] = (byte) c;
            case '\n' -> bytes[size++] = 'n';
            case '\r' -> bytes[size++] = 'r';
            case '\t' -> bytes[size++] = 't';
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[c >> 4];
                bytes[size++] = HEX[c & 15];
            }
        }
    }

    private void utf8(int c) {
        if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | c >> 6);
        } else {
            if (c < 0x10000) {
                bytes[size++] = (byte) (0xe0 | c >> 12);
            } else {
                bytes[size++] = (byte) (0xf0 | c >> 18);
                bytes[size++] = (byte) (0x80 | c >> 12 & 0x3f);
            }
            bytes[size++] = (byte) (0x80 | c >> 6 & 0x3f);
        }
        bytes[size++] = (byte) (0x80 | c & 0x3f);
    }
}
