package io.gatehouse.bench;

import java.nio.charset.StandardCharsets;

/// Finds `id` and `method` among the members of a JSON-RPC message that is known to be well-formed.
final class EnvelopeScan {
    private static final byte[] ID = "\"id\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METHOD = "\"method\"".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = {};
    private int at;
    private int end;

    /// Where the id's JSON stands; `idEnd` is 0 when there is none.
    int idStart;

    int idEnd;
    /// Where the method's characters stand, without quotes; `methodEnd` is 0 when there is none.
    int methodStart;

    int methodEnd;

    /// Scans `bytes` from `from` to `to`.
    void read(byte[] source, int from, int to) {
        bytes = source;
        at = from;
        end = to;
        idEnd = 0;
        methodEnd = 0;
        while (at < end && bytes[at] != '{') {
            at++;
        }
        at++;
        while (idEnd == 0 || methodEnd == 0) {
            while (at < end && bytes[at] != '"') {
                if (bytes[at] == '}') {
                    return;
                }
                at++;
            }
            if (at >= end) {
                return;
            }
            int key = at;
            skipString();
            int keyEnd = at;
            while (at < end && (bytes[at] == ':' || bytes[at] == ' ')) {
                at++;
            }
            int value = at;
            skipValue();
            if (same(ID, key, keyEnd)) {
                idStart = value;
                idEnd = at;
            } else if (same(METHOD, key, keyEnd)) {
                methodStart = value + 1;
                methodEnd = at - 1;
            }
        }
    }

    /// Whether the method is the one given.
    boolean methodIs(byte[] name) {
        return same(name, methodStart, methodEnd);
    }

    private boolean same(byte[] wanted, int from, int to) {
        if (to - from != wanted.length) {
            return false;
        }
        for (int index = 0; index < wanted.length; index++) {
            if (bytes[from + index] != wanted[index]) {
                return false;
            }
        }
        return true;
    }

    private void skipValue() {
        int depth = 0;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                skipString();
                if (depth == 0) {
                    return;
                }
                continue;
            }
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                if (depth == 0) {
                    return;
                }
                if (--depth == 0) {
                    at++;
                    return;
                }
            } else if (b == ',' && depth == 0) {
                return;
            }
            at++;
        }
    }

    private void skipString() {
        at++;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        at++;
    }
}
