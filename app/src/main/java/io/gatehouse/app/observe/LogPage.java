package io.gatehouse.app.observe;

import io.gatehouse.protocol.Json;
import io.gatehouse.upstream.call.ServerLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The last lines of a server as `/logs/NAME` gives them:
/// `{"lines":[{"number":1,"time":…,"origin":…,"text":…}]}`.
public final class LogPage {
    private static final JsonMapper MAPPER = new JsonMapper();

    private LogPage() {}

    /// A JSON object with the lines in their order.
    public static String json(List<ServerLog.Line> lines) {
        return lines.stream().map(LogPage::json).collect(Collectors.joining(",", "{\"lines\":[", "]}"));
    }

    /// One line as a JSON object.
    public static String json(ServerLog.Line line) {
        return "{\"number\":" + line.number()
                + ",\"time\":" + Json.quote(line.time().toString())
                + ",\"origin\":" + Json.quote(origin(line))
                + ",\"text\":" + Json.quote(line.text()) + "}";
    }

    /// Where a line comes from, as it is written.
    public static String origin(ServerLog.Line line) {
        return line.origin().name().toLowerCase(Locale.ROOT);
    }

    /// What [#json(List)] wrote; a line of a kind that is not known is left out.
    public static List<ServerLog.Line> read(byte[] page) {
        List<ServerLog.Line> lines = new ArrayList<>();
        for (JsonNode line : MAPPER.readTree(page).path("lines")) {
            String origin = line.path("origin").asString("");
            for (ServerLog.Origin known : ServerLog.Origin.values()) {
                if (known.name().toLowerCase(Locale.ROOT).equals(origin)) {
                    lines.add(new ServerLog.Line(
                            line.path("number").asLong(0),
                            Instant.parse(line.path("time").asString("")),
                            known,
                            line.path("text").asString("")));
                }
            }
        }
        return lines;
    }

    /// The number after `after=` of a query; 0 when there is none.
    static long after(@Nullable String query) {
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (pair.startsWith("after=") && pair.substring(6).matches("[0-9]{1,18}")) {
                return Long.parseLong(pair.substring(6));
            }
        }
        return 0;
    }
}
