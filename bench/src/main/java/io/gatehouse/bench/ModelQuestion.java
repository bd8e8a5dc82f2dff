package io.gatehouse.bench;

import java.nio.charset.StandardCharsets;

/// What the fast model has to know of a request, found in one pass over a body that is known to be well-formed JSON.
///
/// @param script what the model is to do
/// @param stream whether events are asked for
/// @param results tool results in the conversation
/// @param tool the first tool of the request; empty when it has none
record ModelQuestion(Script script, boolean stream, int results, String tool) {
    private static final byte[] MODEL = ascii("model\"");
    private static final byte[] STREAM = ascii("stream\"");
    private static final byte[] RESULT = ascii("tool_result\"");
    private static final byte[] TOOLS = ascii("tools\"");
    private static final byte[] NAME = ascii("name\"");

    /// Reads a body that stands in a part of `bytes`.
    ///
    /// @throws IllegalArgumentException when it names no model of the fast one
    static ModelQuestion read(byte[] bytes, int from, int to) {
        String model = "";
        String tool = "";
        boolean stream = false;
        int results = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] != '"') {
                continue;
            }
            int name = at + 1;
            if (is(MODEL, bytes, name, to) && model.isEmpty()) {
                model = text(bytes, name + MODEL.length, to);
            } else if (is(STREAM, bytes, name, to)) {
                stream = bytes[value(bytes, name + STREAM.length, to)] == 't';
            } else if (is(RESULT, bytes, name, to)) {
                results++;
            } else if (is(TOOLS, bytes, name, to) && tool.isEmpty()) {
                tool = firstName(bytes, name, to);
            }
        }
        return new ModelQuestion(Script.of(model), stream, results, tool);
    }

    /// Whether the model calls a tool now.
    boolean calls() {
        return results < script.calls();
    }

    private static String firstName(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '"' && is(NAME, bytes, at + 1, to)) {
                return text(bytes, at + 1 + NAME.length, to);
            }
        }
        return "";
    }

    private static String text(byte[] bytes, int from, int to) {
        int start = value(bytes, from, to) + 1;
        int end = start;
        while (end < to && bytes[end] != '"') {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /// Where the value begins behind a name and its quote.
    private static int value(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to - 1 && (bytes[at] == ':' || bytes[at] == ' ')) {
            at++;
        }
        return at;
    }

    private static boolean is(byte[] wanted, byte[] bytes, int from, int to) {
        if (to - from < wanted.length || bytes[from] != wanted[0]) {
            return false;
        }
        for (int index = 1; index < wanted.length; index++) {
            if (bytes[from + index] != wanted[index]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
