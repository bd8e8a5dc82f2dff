package io.gatehouse.protocol;

import org.jspecify.annotations.Nullable;

/// Walks over JSON (RFC 8259) in one pass without building a tree: finds where values begin and end and checks them on
/// the way, UTF-8 and nesting included. Objects that have to be looked into become [ObjectView]s.
final class JsonScanner {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int maxDepth;
    private int at;

    JsonScanner(Slice source, int maxDepth) {
        this.bytes = source.array();
        this.start = source.offset();
        this.end = source.end();
        this.at = start;
        this.maxDepth = maxDepth;
    }

    /// What to read as an object of its own while the object around it is read: the members of these names.
    interface Nesting {
        /// The nesting inside the member `key`, or null when its value is only skipped.
        @Nullable
        Nesting inside(String key);
    }

    /// No member is looked into.
    static final Nesting FLAT = key -> null;

    /// Reads the whole source as one object.
    ObjectView wholeObject(Nesting nesting) throws MalformedJsonException {
        skipSpace();
        ObjectView view = object(nesting, 1);
        finish();
        return view;
    }

    /// Checks that the whole source is one value.
    void wholeValue() throws MalformedJsonException {
        skipSpace();
        value(1);
        finish();
    }

    private void finish() throws MalformedJsonException {
        skipSpace();
        if (at != end) {
            throw malformed("unexpected text after the end of the value");
        }
    }

    /// Reads the elements of an array as slices.
    java.util.List<Slice> wholeArray() throws MalformedJsonException {
        skipSpace();
        expect('[');
        java.util.List<Slice> elements = new java.util.ArrayList<>();
        skipSpace();
        if (peek() == ']') {
            at++;
        } else {
            while (true) {
                skipSpace();
                int from = at;
                value(2);
                elements.add(new Slice(bytes, from, at - from));
                skipSpace();
                byte next = next();
                if (next == ']') {
                    break;
                }
                if (next != ',') {
                    at--;
                    throw malformed("expected ',' or ']'");
                }
            }
        }
        finish();
        return elements;
    }

    private ObjectView object(Nesting nesting, int depth) throws MalformedJsonException {
        int from = at;
        expect('{');
        checkDepth(depth);
        ObjectView.Builder builder = new ObjectView.Builder(bytes, from);
        skipSpace();
        if (peek() == '}') {
            at++;
            return builder.build(at);
        }
        while (true) {
            skipSpace();
            int keyStart = at;
            boolean plain = string();
            String key = KnownNames.read(bytes, keyStart, at, plain);
            if (builder.has(key)) {
                at = keyStart;
                throw malformed("duplicate key \"" + ShortText.of(key, 40) + "\"");
            }
            skipSpace();
            expect(':');
            skipSpace();
            int valueStart = at;
            Nesting inner = nesting.inside(key);
            ObjectView child = null;
            if (inner != null && peek() == '{') {
                child = object(inner, depth + 1);
            } else {
                value(depth + 1);
            }
            builder.add(key, keyStart, valueStart, at, child);
            skipSpace();
            byte next = next();
            if (next == '}') {
                return builder.build(at);
            }
            if (next != ',') {
                at--;
                throw malformed("expected ',' or '}'");
            }
        }
    }

    private void value(int depth) throws MalformedJsonException {
        switch (peek()) {
            case '{' -> skipObject(depth);
            case '[' -> skipArray(depth);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void skipObject(int depth) throws MalformedJsonException {
        checkDepth(depth);
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            skipSpace();
            string();
            skipSpace();
            expect(':');
            skipSpace();
            value(depth + 1);
            skipSpace();
            byte next = next();
            if (next == '}') {
                return;
            }
            if (next != ',') {
                at--;
                throw malformed("expected ',' or '}'");
            }
        }
    }

    private void skipArray(int depth) throws MalformedJsonException {
        checkDepth(depth);
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            skipSpace();
            value(depth + 1);
            skipSpace();
            byte next = next();
            if (next == ']') {
                return;
            }
            if (next != ',') {
                at--;
                throw malformed("expected ',' or ']'");
            }
        }
    }

    /// Passes a string; true when it holds neither escapes nor bytes beyond ASCII.
    private boolean string() throws MalformedJsonException {
        expect('"');
        boolean plain = true;
        while (true) {
            at = PlainText.skip(bytes, at, end);
            byte b;
            do {
                b = next();
            } while (b >= ' ' && b != '"' && b != '\\');
            if (b == '"') {
                return plain;
            }
            if (b == '\\') {
                plain = false;
                escape();
            } else if (b < 0) {
                plain = false;
                multiByte(b);
            } else {
                at--;
                throw malformed("unescaped control character in a string");
            }
        }
    }

    private void escape() throws MalformedJsonException {
        byte b = next();
        switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
            case 'u' -> {
                for (int digit = 0; digit < 4; digit++) {
                    if (Character.digit(next(), 16) < 0) {
                        at--;
                        throw malformed("\\u needs four hexadecimal digits");
                    }
                }
            }
            default -> {
                at--;
                throw malformed("unknown escape in a string");
            }
        }
    }

    /// Well-formed UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
    private void multiByte(byte lead) throws MalformedJsonException {
        int first = lead & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            continuation(0x80, 0xBF);
        } else if (first >= 0xE0 && first <= 0xEF) {
            continuation(first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
            continuation(0x80, 0xBF);
        } else if (first >= 0xF0 && first <= 0xF4) {
            continuation(first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
            continuation(0x80, 0xBF);
            continuation(0x80, 0xBF);
        } else {
            at--;
            throw malformed("invalid UTF-8");
        }
    }

    private void continuation(int low, int high) throws MalformedJsonException {
        int b = next() & 0xFF;
        if (b < low || b > high) {
            at--;
            throw malformed("invalid UTF-8");
        }
    }

    private void number() throws MalformedJsonException {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
    }

    private void digits() throws MalformedJsonException {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed(at == end ? "unexpected end" : "expected a value");
        }
    }

    private void literal(String word) throws MalformedJsonException {
        for (int index = 0; index < word.length(); index++) {
            if (next() != word.charAt(index)) {
                at--;
                throw malformed("expected a value");
            }
        }
    }

    private void skipSpace() {
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            at++;
        }
    }

    /// The byte at the cursor, or 0 at the end: no JSON token holds a raw 0.
    private byte peek() {
        return at < end ? bytes[at] : 0;
    }

    private byte next() throws MalformedJsonException {
        if (at >= end) {
            throw malformed("unexpected end");
        }
        return bytes[at++];
    }

    private void expect(char wanted) throws MalformedJsonException {
        if (peek() != wanted) {
            throw malformed(at >= end ? "unexpected end" : "expected '" + wanted + "'");
        }
        at++;
    }

    private void checkDepth(int depth) throws MalformedJsonException {
        if (depth > maxDepth) {
            throw malformed("nested deeper than " + maxDepth + " levels");
        }
    }

    private MalformedJsonException malformed(String reason) {
        return new MalformedJsonException(reason, at - start);
    }
}
