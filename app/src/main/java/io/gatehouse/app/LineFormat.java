package io.gatehouse.app;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.gateway.CallOutcome;
import io.gatehouse.gateway.CallRecord;
import org.jspecify.annotations.Nullable;

/// How log lines look. A line takes at most [#MAX_LINE] bytes.
enum LineFormat {
    /// One JSON object a line.
    JSON {
        @Override
        void call(LineBuffer line, CallRecord call) {
            line.put("{\"time\":\"").time(call.startedMillis()).put("Z\",\"level\":\"");
            line.put(LogLevel.of(call.outcome()).label()).put("\",\"event\":\"call\",\"request\":\"");
            line.escaped(call.requestId(), MOST);
            text(line, "caller", call.caller());
            text(line, "session", call.session());
            text(line, "door", call.door());
            text(line, "method", call.method());
            text(line, "server", call.server());
            text(line, nameKey(call.method()), call.name());
            line.put("\",\"duration_ms\":").millis(call.durationNanos());
            line.put(",\"request_bytes\":").number(call.requestBytes());
            line.put(",\"response_bytes\":").number(call.responseBytes());
            line.put(",\"outcome\":\"").put(call.outcome().label());
            text(line, "known", call.known().label());
            if (call.problem() != null) {
                line.put("\",\"problem\":\"").escaped(call.problem(), LONG);
            }
            line.put("\"}\n");
        }

        @Override
        void request(LineBuffer line, RequestEntry request) {
            RequestLine.json(line, request);
        }

        @Override
        void event(LineBuffer line, long millis, LogEvent event) {
            line.put("{\"time\":\"")
                    .time(millis)
                    .put("Z\",\"level\":\"")
                    .put(event.level().label());
            line.put("\",\"event\":\"").escaped(event.name(), MOST);
            event.more().entrySet().stream()
                    .limit(MEMBERS)
                    .forEach(member -> line.put("\",\"")
                            .escaped(member.getKey(), SHORT)
                            .put("\":\"")
                            .escaped(member.getValue(), MOST));
            line.put("\",\"message\":\"").escaped(event.message(), LONG);
            if (event.trace() != null) {
                line.put("\",\"trace\":\"").escaped(event.trace(), TRACE);
            }
            line.put("\"}\n");
        }
    },

    /// For people.
    TEXT {
        @Override
        void call(LineBuffer line, CallRecord call) {
            time(line, call.startedMillis(), LogLevel.of(call.outcome()));
            line.put(call.outcome().label()).put(' ');
            line.escaped(call.method(), MOST).put(' ');
            if (call.server() != null) {
                line.escaped(call.server(), MOST);
            }
            if (call.name() != null) {
                line.put(call.server() == null ? "" : ".").escaped(call.name(), MOST);
            }
            line.put(' ').millis(call.durationNanos()).put(" ms ");
            line.number(call.requestBytes())
                    .put("->")
                    .number(call.responseBytes())
                    .put(" B by ");
            line.escaped(call.caller(), MOST).put(" at ").escaped(call.door(), MOST);
            if (call.session() != null) {
                line.put(" session ").escaped(call.session(), MOST);
            }
            line.put(' ').escaped(call.requestId(), MOST);
            if (call.outcome() == CallOutcome.FAILED || call.outcome() == CallOutcome.CANCELLED) {
                line.put(' ').put(call.known().label());
            }
            if (call.problem() != null && call.outcome() != CallOutcome.OK) {
                line.put(": ").escaped(call.problem(), LONG);
            }
            line.put('\n');
        }

        @Override
        void request(LineBuffer line, RequestEntry request) {
            RequestLine.text(line, request);
        }

        @Override
        void event(LineBuffer line, long millis, LogEvent event) {
            time(line, millis, event.level());
            line.escaped(event.name(), MOST).put(": ").escaped(event.message(), LONG);
            if (event.trace() != null) {
                event.trace()
                        .lines()
                        .limit(TRACE_LINES)
                        .forEach(each -> line.put("\n    ").escaped(each.strip(), MOST));
            }
            line.put('\n');
        }
    };

    /// The most bytes that a line can take: every character of its texts escaped.
    static final int MAX_LINE = 64 << 10;

    /// How many further members an event may have.
    static final int MEMBERS = 8;

    private static final int MOST = 256;
    private static final int SHORT = 64;
    private static final int LONG = 2_000;
    private static final int TRACE = 4_000;
    private static final int TRACE_LINES = 20;

    /// Appends the line of a call.
    abstract void call(LineBuffer line, CallRecord call);

    /// Appends the line of a request to a model.
    abstract void request(LineBuffer line, RequestEntry request);

    /// Appends the line of anything else that happened.
    abstract void event(LineBuffer line, long millis, LogEvent event);

    /// Begins a line for people.
    static void time(LineBuffer line, long millis, LogLevel level) {
        line.time(millis).put(' ').put(level.label()).put(level.label().length() < 5 ? "  " : " ");
    }

    private static void text(LineBuffer line, String key, @Nullable String value) {
        if (value != null) {
            line.put("\",\"").put(key).put("\":\"").escaped(value, MOST);
        }
    }

    private static String nameKey(String method) {
        if (method.startsWith("tools/")) {
            return "tool";
        }
        if (method.startsWith("prompts/")) {
            return "prompt";
        }
        return method.startsWith("resources/") ? "uri" : "name";
    }
}
