package io.gatehouse.scripted.script;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads how a turn is delivered.
final class BehaviourReader {
    private static final Set<String> ERROR_KEYS =
            ScriptReader.keys("status", "type", "message", "code", "retry-after", "headers");

    private BehaviourReader() {}

    /// @param usual what counts where nothing is said
    static Behaviour read(ScriptFields fields, Behaviour usual) {
        Duration delay = fields.duration("delay");
        Duration pace = fields.duration("pace");
        Integer pieces = fields.number("pieces", 1);
        Integer errorAfter = fields.number("error-after", 1);
        PlannedError error = error(fields);
        return new Behaviour(
                delay == null ? usual.delay() : delay,
                pace == null ? usual.pace() : pace,
                pieces == null ? usual.pieces() : pieces,
                error == null && errorAfter != null ? PlannedError.OVERLOADED : error,
                Objects.requireNonNullElse(errorAfter, 0),
                Objects.requireNonNullElse(fields.number("drop-after", 0), -1),
                Objects.requireNonNullElse(fields.number("stall-after", 0), -1));
    }

    private static @Nullable PlannedError error(ScriptFields turn) {
        ScriptNode node = turn.get("error");
        if (node == null) {
            return null;
        }
        ScriptFields fields = turn.under("error", ERROR_KEYS);
        Integer status = fields.number("status", 400);
        if (status == null || status > 599) {
            fields.problem("status", "must be a status of HTTP from 400 to 599", "429 and 529 are worth a try.");
            return PlannedError.OVERLOADED;
        }
        String type = fields.text("type");
        String message = fields.text("message");
        Map<String, String> headers = new LinkedHashMap<>();
        String retryAfter = fields.text("retry-after");
        if (retryAfter != null) {
            headers.put("retry-after", retryAfter);
        }
        if (fields.get("headers") instanceof ScriptNode.Mapping mapping) {
            ScriptFields named = fields.under("headers", mapping.entries().keySet());
            for (String name : mapping.entries().keySet()) {
                header(named, name, headers);
            }
        }
        String known = type == null ? PlannedError.typeOf(status) : type;
        return new PlannedError(
                status, known, message == null ? "The script says so." : message, fields.text("code"), headers);
    }

    private static void header(ScriptFields fields, String name, Map<String, String> headers) {
        String value = fields.text(name);
        try {
            new io.gatehouse.http.Header(name, value == null ? "" : value);
            headers.put(name, value == null ? "" : value);
        } catch (IllegalArgumentException wrong) {
            fields.problem(name, "is no header: " + wrong.getMessage(), "");
        }
    }
}
