package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestEntry.ToolUse;
import io.gatehouse.doors.messages.api.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the line of a request to a model looks. Of many servers and tools only the first are named, so that a line stays
/// within [CallLineFormat#MAX_LINE].
final class RequestLine {
    private static final int MOST = 256;
    private static final int SHORT = 64;
    private static final int LONG = 512;
    private static final int NAMED = 30;

    private RequestLine() {}

    /// One JSON object.
    static void json(LineBuffer line, RequestEntry request) {
        line.put("{\"time\":\"").time(request.times().startedMillis()).put("Z\",\"level\":\"");
        line.put(LogLevel.of(request).label()).put("\",\"event\":\"request\"");
        text(line, "request", request.id());
        text(line, "caller", request.caller());
        if (!request.address().isEmpty()) {
            line.put(",\"address\":\"").escaped(request.address(), SHORT).put('"');
        }
        text(line, "path", request.path());
        text(line, "model", request.model().isEmpty() ? null : request.model());
        text(line, "provider", request.provider());
        if (!request.servers().isEmpty()) {
            servers(line, request.servers());
        }
        if (!request.tools().isEmpty()) {
            tools(line, request.tools());
        }
        TokenUsage usage = request.usage();
        if (usage.total() > 0) {
            line.put(",\"input_tokens\":").number(usage.input());
            line.put(",\"output_tokens\":").number(usage.output());
            line.put(",\"cache_creation_tokens\":").number(usage.cacheCreation());
            line.put(",\"cache_read_tokens\":").number(usage.cacheRead());
        }
        if (request.cost() != null) {
            line.put(",\"cost\":").put(request.cost().toPlainString());
        }
        line.put(",\"duration_ms\":").millis(request.times().durationNanos());
        if (request.times().firstTokenNanos() > 0) {
            line.put(",\"first_token_ms\":").millis(request.times().firstTokenNanos());
        }
        line.put(",\"status\":").number(request.status());
        text(line, "ending", request.ending());
        sentences(line, "problem", request.end().problem());
        sentences(line, "remedy", request.end().remedy());
        line.put("}\n");
    }

    private static void text(LineBuffer line, String key, @Nullable String value) {
        if (value != null) {
            line.put(",\"").put(key).put("\":\"").escaped(value, MOST).put('"');
        }
    }

    private static void sentences(LineBuffer line, String key, @Nullable String value) {
        if (value != null) {
            line.put(",\"").put(key).put("\":\"").escaped(value, LONG).put('"');
        }
    }

    private static void servers(LineBuffer line, List<String> servers) {
        line.put(",\"servers\":[");
        for (int at = 0; at < Math.min(servers.size(), NAMED); at++) {
            line.put(at == 0 ? "\"" : ",\"").escaped(servers.get(at), SHORT).put('"');
        }
        line.put(']');
    }

    private static void tools(LineBuffer line, List<ToolUse> tools) {
        line.put(",\"tool_calls\":").number(tools.size()).put(",\"tools\":[");
        for (int at = 0; at < Math.min(tools.size(), NAMED); at++) {
            ToolUse tool = tools.get(at);
            line.put(at == 0 ? "{\"server\":\"" : ",{\"server\":\"").escaped(tool.server(), SHORT);
            line.put("\",\"tool\":\"").escaped(tool.tool(), SHORT);
            line.put("\",\"duration_ms\":").millis(tool.durationNanos());
            line.put(",\"outcome\":\"").put(tool.outcome().label()).put("\"}");
        }
        line.put(']');
    }

    /// A line for people.
    static void text(LineBuffer line, RequestEntry request) {
        CallLineFormat.time(line, request.times().startedMillis(), LogLevel.of(request));
        line.number(request.status()).put(' ');
        line.escaped(request.path(), MOST).put(' ').escaped(request.model(), MOST);
        if (request.provider() != null) {
            line.put(" at ").escaped(request.provider(), SHORT);
        }
        line.put(' ').millis(request.times().durationNanos()).put(" ms ");
        TokenUsage usage = request.usage();
        if (usage.total() > 0) {
            line.number(usage.input() + usage.cacheCreation() + usage.cacheRead())
                    .put("->")
                    .number(usage.output())
                    .put(" tokens ");
        }
        if (request.cost() != null) {
            line.put("cost ").put(request.cost().toPlainString()).put(' ');
        }
        for (int at = 0; at < Math.min(request.tools().size(), NAMED); at++) {
            ToolUse tool = request.tools().get(at);
            line.escaped(tool.server(), SHORT)
                    .put('.')
                    .escaped(tool.tool(), SHORT)
                    .put(' ');
            line.put(tool.outcome().label())
                    .put(' ')
                    .millis(tool.durationNanos())
                    .put(" ms ");
        }
        line.put("by ").escaped(request.caller(), MOST);
        CallLineFormat.from(line, request.address());
        line.put(' ').escaped(request.id(), SHORT);
        line.put(": ").escaped(request.ending(), SHORT);
        String problem = request.end().problem();
        more(line, ". ", problem);
        more(line, problem == null ? ". " : " ", request.end().remedy());
        line.put('\n');
    }

    private static void more(LineBuffer line, String before, @Nullable String sentences) {
        if (sentences != null) {
            line.put(before).plain(sentences, LONG);
        }
    }
}
