package io.gatehouse.doors.messages.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Writes JSON so that equal trees give equal bytes, also after a client has read them and written them
/// again: numbers and the order of keys are those of JavaScript, white space there is none. Integers
/// keep all their digits, which JavaScript would lose beyond 2^53. Half a character, which providers refuse, becomes
/// U+FFFD.
public final class CanonicalJson {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final char REPLACEMENT = '\ufffd';
    private static final long LARGEST_INDEX = (1L << 32) - 2;

    private byte[] buffer;
    private int size;

    /// @param expected bytes that will be needed, more or less
    public CanonicalJson(int expected) {
        buffer = new byte[Math.max(64, expected)];
    }

    /// The bytes of one value.
    public static byte[] bytes(JsonNode node) {
        return new CanonicalJson(1024).value(node).toBytes();
    }

    /// The text of one value.
    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /// A text as JSON.
    public static String quoted(String text) {
        CanonicalJson json = new CanonicalJson(text.length() + 2);
        json.string(text);
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }

    /// Takes the last byte back: opens an object or array again.
    public void unclose() {
        size--;
    }

    /// How many bytes have been written.
    int size() {
        return size;
    }

    /// All that has been written.
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    /// Writes bytes that are JSON, or a part of it.
    public CanonicalJson raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, buffer, size, json.length);
        size += json.length;
        return this;
    }

    /// Writes ASCII that is JSON, or a part of it.
    public CanonicalJson raw(String json) {
        room(json.length());
        for (int at = 0; at < json.length(); at++) {
            buffer[size++] = (byte) json.charAt(at);
        }
        return this;
    }

    /// Writes a value.
    public CanonicalJson value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case STRING -> string(node.stringValue());
            case NUMBER -> number(node);
            case BOOLEAN -> raw(node.booleanValue() ? "true" : "false");
            case NULL -> raw("null");
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
        }
        return this;
    }

    private void object(JsonNode node) {
        one('{');
        boolean first = true;
        for (Map.Entry<String, JsonNode> property : ordered(node)) {
            if (!first) {
                one(',');
            }
            first = false;
            string(property.getKey());
            one(':');
            value(property.getValue());
        }
        one('}');
    }

    /// JavaScript lists keys that look like indexes first, in their order.
    private static Iterable<Map.Entry<String, JsonNode>> ordered(JsonNode node) {
        boolean plain = true;
        for (String key : node.propertyNames()) {
            plain &= index(key) < 0;
        }
        if (plain) {
            return node.properties();
        }
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(node.properties());
        entries.sort(Comparator.comparingLong(entry -> {
            long index = index(entry.getKey());
            return index < 0 ? Long.MAX_VALUE : index;
        }));
        return entries;
    }

    private static long index(String key) {
        int length = key.length();
        if (length == 0 || length > 10 || length > 1 && key.charAt(0) == '0') {
            return -1;
        }
        long index = 0;
        for (int at = 0; at < length; at++) {
            char c = key.charAt(at);
            if (c < '0' || c > '9') {
                return -1;
            }
            index = index * 10 + c - '0';
        }
        return index <= LARGEST_INDEX ? index : -1;
    }

    private void array(JsonNode node) {
        one('[');
        boolean first = true;
        for (JsonNode element : node) {
            if (!first) {
                one(',');
            }
            first = false;
            value(element);
        }
        one(']');
    }

    private void number(JsonNode node) {
        if (node.isIntegralNumber()) {
            raw(node.asString());
            return;
        }
        if (node.isBigDecimal()) {
            BigDecimal exact = node.decimalValue();
            double nearest = exact.doubleValue();
            raw(Double.isInfinite(nearest) ? exact.toString() : number(nearest));
        } else {
            double value = node.doubleValue();
            raw(Double.isFinite(value) ? number(value) : "null");
        }
    }

    /// A finite number as JavaScript writes it (ECMA-262, Number::toString).
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = shortest(Math.abs(value));
        String digits = exact.unscaledValue().toString();
        int count = digits.length();
        int point = count - exact.scale();
        String sign = value < 0 ? "-" : "";
        if (count <= point && point <= 21) {
            return sign + digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return sign + digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return sign + "0." + "0".repeat(-point) + digits;
        }
        int exponent = point - 1;
        String fraction = count == 1 ? "" : "." + digits.substring(1);
        return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }

    /// Java writes two digits where one would do, and not always those that begin with it.
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (digits.precision() == 2) {
            BigDecimal one = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
            return one.doubleValue() == value ? one.stripTrailingZeros() : digits;
        }
        return digits;
    }

    private void string(String text) {
        int length = text.length();
        room(length + 2);
        buffer[size++] = '"';
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                buffer[size++] = (byte) c;
                continue;
            }
            if (c < 0x80) {
                escaped(c);
            } else if (Character.isSurrogate(c)) {
                boolean pair = at + 1 < length && Character.isSurrogatePair(c, text.charAt(at + 1));
                if (pair) {
                    wide(Character.toCodePoint(c, text.charAt(++at)));
                } else {
                    wide(REPLACEMENT);
                }
            } else {
                wide(c);
            }
            room(length - at + 1);
        }
        buffer[size++] = '"';
    }

    private void escaped(char c) {
        switch (c) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\b' -> raw("\\b");
            case '\f' -> raw("\\f");
            case '\n' -> raw("\\n");
            case '\r' -> raw("\\r");
            case '\t' -> raw("\\t");
            default -> {
                if (c < 0x20) {
                    unicode(c);
                } else {
                    one(c);
                }
            }
        }
    }

    private void unicode(char c) {
        raw("\\u");
        room(4);
        for (int shift = 12; shift >= 0; shift -= 4) {
            buffer[size++] = HEX[c >> shift & 15];
        }
    }

    private void wide(int point) {
        room(4);
        if (point < 0x800) {
            buffer[size++] = (byte) (0xC0 | point >> 6);
        } else if (point < 0x10000) {
            buffer[size++] = (byte) (0xE0 | point >> 12);
            buffer[size++] = (byte) (0x80 | point >> 6 & 63);
        } else {
            buffer[size++] = (byte) (0xF0 | point >> 18);
            buffer[size++] = (byte) (0x80 | point >> 12 & 63);
            buffer[size++] = (byte) (0x80 | point >> 6 & 63);
        }
        buffer[size++] = (byte) (0x80 | point & 63);
    }

    private void one(char ascii) {
        room(1);
        buffer[size++] = (byte) ascii;
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length + (buffer.length >> 1)));
        }
    }
}
