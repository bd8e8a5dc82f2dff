package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import io.gatehouse.upstream.ServerLog;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The last lines of a server as `/logs/NAME` gives them:
/// `{"lines":[{"number":1,"time":…,"origin":…,"text":…}]}`.
final class LogPage {
    private LogPage() {}

    static String json(List<ServerLog.Line> lines) {
        return lines.stream()
                .map(line -> "{\"number\":" + line.number()
                        + ",\"time\":" + Json.quote(line.time().toString())
                        + ",\"origin\":" + Json.quote(line.origin().name().toLowerCase(Locale.ROOT))
                        + ",\"text\":" + Json.quote(line.text()) + "}")
                .collect(Collectors.joining(",", "{\"lines\":[", "]}"));
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
