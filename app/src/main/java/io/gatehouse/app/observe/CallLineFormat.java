package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Failure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How log lines look. A line takes at most [#MAX_LINE] bytes.
public enum CallLineFormat {
    /// One JSON object a line.
    JSON {
        @Override
        public void call(LineBuffer line, CallRecord call) {
            line.put("{\"time\":\"").time(call.measure().startedMillis()).put("Z\",\"level\":\"");
            line.put(LogLevel.of(call).label()).put("\",\"event\":\"call\",\"request\":\"");
            line.escaped(call.requestId(), MOST);
            text(line, "caller", call.caller().name());
            text(
                    line,
                    "address",
                    call.caller().address().isEmpty() ? null : call.caller().address());
            String replica = call.caller().passedBy();
            text(line, "passed_by", replica.isEmpty() ? null : replica);
            text(line, "session", call.session());
            text(line, "door", call.door());
            text(line, "method", call.method());
            text(line, "server", call.server());
            text(line, nameKey(call.method()), call.name());
            line.put("\",\"duration_ms\":").millis(call.measure().durationNanos());
            line.put(",\"request_bytes\":").number(call.measure().requestBytes());
            line.put(",\"response_bytes\":").number(call.measure().responseBytes());
            Long approval = approval(call.decision());
            if (approval != null) {
                line.put(",\"approval\":").number(approval);
            }
            line.put(",\"outcome\":\"").put(call.outcome().label());
            text(line, "known", call.known().label());
            if (call.decision() instanceof Decision.Denied denied) {
                text(line, "denied_by", denied.policy());
            }
            if (call.decision() instanceof Decision.Agreed agreed) {
                text(line, "approved_by", agreed.by());
            }
            Failure.Category category = call.ending().category();
            text(line, "category", category == null ? null : category.label());
            text(line, "trace", call.source().trace());
            if (call.problem() != null) {
                line.put("\",\"problem\":\"").escaped(call.problem(), LONG);
            }
            line.put("\"}\n");
        }

        @Override
        public void request(LineBuffer line, RequestEntry request) {
            RequestLine.json(line, request);
        }

        @Override
        public void event(LineBuffer line, long millis, LogEvent event) {
            line.put("{\"time\":\"")
                    .time(millis)
                    .put("Z\",\"level\":\"")
                    .put(event.level().label());
            line.put("\",\"event\":\"").escaped(event.name(), MOST).put('"');
            event.more().entrySet().stream()
                    .limit(MEMBERS)
                    .forEach(member -> member(line, member.getKey(), member.getValue()));
            line.put(",\"message\":\"").escaped(event.message(), LONG);
            if (event.trace() != null) {
                line.put("\",\"trace\":\"").escaped(event.trace(), TRACE);
            }
            line.put("\"}\n");
        }
    },

    /// For people.
    TEXT {
        @Override
        public void call(LineBuffer line, CallRecord call) {
            time(line, call.measure().startedMillis(), LogLevel.of(call));
            line.put(call.outcome().label()).put(' ');
            line.escaped(call.method(), MOST).put(' ');
            if (call.server() != null) {
                line.escaped(call.server(), MOST);
            }
            if (call.name() != null) {
                line.put(call.server() == null ? "" : ".").escaped(call.name(), MOST);
            }
            line.put(' ').millis(call.measure().durationNanos()).put(" ms ");
            line.number(call.measure().requestBytes())
                    .put("->")
                    .number(call.measure().responseBytes())
                    .put(" B by ");
            line.escaped(call.caller().name(), MOST);
            from(line, call.caller().address());
            if (!call.caller().passedBy().isEmpty()) {
                line.put(" passed by ").escaped(call.caller().passedBy(), MOST);
            }
            line.put(" at ").escaped(call.door(), MOST);
            if (call.session() != null) {
                line.put(" session ").escaped(call.session(), MOST);
            }
            line.put(' ').escaped(call.requestId(), MOST);
            if (call.outcome() == CallOutcome.FAILED || call.outcome() == CallOutcome.CANCELLED) {
                line.put(' ').put(call.known().label());
            }
            if (call.decision() instanceof Decision.Agreed agreed) {
                line.put(" approved by ").escaped(agreed.by(), MOST);
                if (agreed.number() != null) {
                    line.put(" (").number(agreed.number()).put(')');
                }
            }
            if (call.problem() != null && call.outcome() != CallOutcome.OK) {
                line.put(": ").plain(call.problem(), LONG);
            }
            line.put('\n');
        }

        @Override
        public void request(LineBuffer line, RequestEntry request) {
            RequestLine.text(line, request);
        }

        @Override
        public void event(LineBuffer line, long millis, LogEvent event) {
            time(line, millis, event.level());
            line.plain(event.name(), MOST).put(": ");
            if (event.more().containsKey("address")) {
                about(line, event.more());
            }
            line.plain(event.message(), LONG);
            if (event.trace() != null) {
                event.trace()
                        .lines()
                        .limit(TRACE_LINES)
                        .forEach(each -> line.put("\n    ").plain(each.strip(), MOST));
            }
            line.put('\n');
        }
    };

    /// The most bytes that a line can take: every character of its texts escaped.
    public static final int MAX_LINE = 64 << 10;

    /// How many further members an event may have.
    static final int MEMBERS = 8;

    private static final int MOST = 256;
    private static final int SHORT = 64;
    private static final int LONG = 2_000;
    private static final int TRACE = 4_000;
    private static final int TRACE_LINES = 20;

    /// Appends the line of a call.
    public abstract void call(LineBuffer line, CallRecord call);

    /// Appends the line of a request to a model.
    public abstract void request(LineBuffer line, RequestEntry request);

    /// Appends the line of anything else that happened.
    public abstract void event(LineBuffer line, long millis, LogEvent event);

    /// Begins a line for people.
    static void time(LineBuffer line, long millis, LogLevel level) {
        line.time(millis).put(' ').put(level.label()).put(level.label().length() < 5 ? "  " : " ");
    }

    /// Where a caller was.
    static void from(LineBuffer line, String address) {
        if (!address.isEmpty()) {
            line.put(" from ").plain(address, SHORT);
        }
    }

    private static void member(LineBuffer line, String key, Object value) {
        line.put(",\"").escaped(key, SHORT).put("\":");
        if (value instanceof Integer || value instanceof Long) {
            line.number(((Number) value).longValue());
        } else {
            line.put('"').escaped(value.toString(), MOST).put('"');
        }
    }

    private static void text(LineBuffer line, String key, @Nullable String value) {
        if (value != null) {
            line.put("\",\"").put(key).put("\":\"").escaped(value, MOST);
        }
    }

    /// Which request an event is about, before its message.
    private static void about(LineBuffer line, Map<String, Object> more) {
        for (String key : List.of("status", "method", "path")) {
            line.plain(String.valueOf(more.get(key)), MOST).put(' ');
        }
        line.put("from ").plain(String.valueOf(more.get("address")), MOST).put(". ");
    }

    /// The number of the request for approval that a call had or has.
    private static @Nullable Long approval(Decision decision) {
        return switch (decision) {
            case Decision.Agreed agreed -> agreed.number();
            case Decision.Denied denied ->
                denied.approval() == null ? null : denied.approval().number();
            case Decision.Allowed allowed -> null;
            case Decision.Narrowed narrowed -> null;
            case Decision.Demanding demanding -> null;
        };
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
