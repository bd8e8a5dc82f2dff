package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What can still be read of a message that is no JSON, or nests too deeply, in one pass and without checking its
/// values.
///
/// @param answer whether it has a member that only an answer has, and no `method`
/// @param id the `id`, a string or a number as it came, or null when there is none
record LooseEnvelope(boolean answer, @Nullable Slice id) {
    private static final int MAX_ID = 64;

    static LooseEnvelope of(Slice bytes) {
        return new Scan(bytes).envelope();
    }

    /// Walks over the members of the outermost object.
    private static final class Scan {
        private final byte[] bytes;
        private final int end;
        private int at;

        Scan(Slice slice) {
            this.bytes = slice.array();
            this.at = slice.offset();
            this.end = slice.end();
        }

        LooseEnvelope envelope() {
            boolean answer = false;
            boolean method = false;
            Slice id = null;
            space();
            if (at < end && bytes[at++] == '{') {
                while (at < end) {
                    String key = key();
                    if (key == null) {
                        break;
                    }
                    answer |= key.equals("jsonrpc") || key.equals("result") || key.equals("error");
                    method |= key.equals("method");
                    int from = at;
                    value();
                    Slice value = new Slice(bytes, from, at - from);
                    if (id == null && key.equals("id") && scalar(value)) {
                        id = value;
                    }
                    space();
                    if (at >= end || bytes[at++] != ',') {
                        break;
                    }
                }
            }
            return new LooseEnvelope(answer && !method, id);
        }

        /// A key and its colon; null when there is none.
        private @Nullable String key() {
            space();
            if (at >= end || bytes[at] != '"') {
                return null;
            }
            int from = at + 1;
            string();
            String key = new String(bytes, from, Math.max(0, Math.min(at - from - 1, MAX_ID)), StandardCharsets.UTF_8);
            space();
            if (at >= end || bytes[at++] != ':') {
                return null;
            }
            space();
            return key;
        }

        /// Passes a value, whatever is in it: up to the comma or the brace that ends the member.
        private void value() {
            int depth = 0;
            while (at < end) {
                byte b = bytes[at];
                if (b == '"') {
                    string();
                    continue;
                }
                if (depth == 0 && (b == ',' || b == '}')) {
                    return;
                }
                depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
                at++;
            }
        }

        private void string() {
            at++;
            while (at < end && bytes[at] != '"') {
                at += bytes[at] == '\\' ? 2 : 1;
            }
            at = Math.min(at + 1, end);
        }

        private void space() {
            while (at < end && bytes[at] <= ' ' && bytes[at] >= 0) {
                at++;
            }
        }

        private static boolean scalar(Slice value) {
            byte first = value.length() == 0 || value.length() > MAX_ID ? 0 : value.first();
            return first == '"' || first == '-' || first >= '0' && first <= '9';
        }
    }
}
