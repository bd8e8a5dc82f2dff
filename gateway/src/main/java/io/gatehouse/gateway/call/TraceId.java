package io.gatehouse.gateway.call;

import io.gatehouse.protocol.ObjectView;
import org.jspecify.annotations.Nullable;

/// The id of the trace that a request belongs to, from `traceparent` in its `_meta` (W3C Trace Context, level 1).
final class TraceId {
    private static final int START = 3;
    private static final int END = 35;
    private static final int LENGTH = 55;

    private TraceId() {}

    /// Its 32 hexadecimal digits; null when there is none, or it is not valid.
    static @Nullable String of(@Nullable ObjectView meta) {
        String parent = meta == null ? null : meta.string("traceparent");
        if (parent == null || parent.length() < LENGTH || parent.charAt(2) != '-' || parent.charAt(END) != '-') {
            return null;
        }
        boolean zero = true;
        for (int at = START; at < END; at++) {
            char digit = parent.charAt(at);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return null;
            }
            zero &= digit == '0';
        }
        return zero ? null : parent.substring(START, END);
    }
}
