package io.gatehouse.app;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A server as MCP clients configure it, in `mcpServers`. Keys that clients have beside these are ignored.
final class ImportedServerForm extends Form<Function<String, ServerSettings>> {
    /// The fields whose variables clients expand.
    static final Set<String> EXPANDED = Set.of("command", "args", "env", "url", "headers");

    private static final Kind<Boolean> ANYTHING = new Kind<>() {
        @Override
        public Boolean read(Node node, String path, Problems problems) {
            return true;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of();
        }
    };

    private final Field<String> type = field("type", Kinds.text(), "");
    private final Field<String> command = field("command", TransportKinds.COMMAND, "");
    private final Field<List<String>> arguments = field("args", Kinds.list(Kinds.text()), List.of(), "", "");
    private final Field<Map<String, String>> environment = field("env", TransportKinds.ENVIRONMENT, Map.of(), "", "");
    private final Field<Path> directory = field("cwd", Kinds.path(), "");
    private final Field<URI> url = field("url", TransportKinds.URL, "");
    private final Field<Map<String, String>> headers = field("headers", TransportKinds.HEADERS, Map.of(), "", "");
    private final Field<String> headersHelper = field("headersHelper", Kinds.text(), "");
    private final Field<Integer> timeout = field("timeout", Kinds.integer(0, Integer.MAX_VALUE), "");
    private final Field<Boolean> oauth = field("oauth", ANYTHING, "");
    private final Field<Boolean> disabled = field("disabled", Kinds.flag(), false, "", "");

    ImportedServerForm() {
        super("A server as MCP clients configure it.");
        for (String ignored : List.of("alwaysLoad", "tools", "autoApprove", "alwaysAllow", "description")) {
            field(ignored, ANYTHING, "");
        }
    }

    @Override
    boolean strict() {
        return false;
    }

    @Override
    @Nullable
    Function<String, ServerSettings> build(Values values) {
        if (values.get(disabled)) {
            return null;
        }
        Transport transport = transport(values);
        Duration limit = limit(values);
        if (values.find(oauth) != null) {
            values.warning(
                    oauth, "Gatehouse does not log in to servers yet", "Give a token in `headers` or `headersHelper`.");
        }
        if (transport == null) {
            return null;
        }
        return name -> {
            ServerSettings.Builder builder = ServerSettings.builder(name, transport);
            return limit == null ? builder.build() : limited(builder, limit);
        };
    }

    private static ServerSettings limited(ServerSettings.Builder builder, Duration limit) {
        Duration quiet = builder.build().callTimeout();
        return builder.callLimit(limit)
                .callTimeout(quiet.compareTo(limit) > 0 ? limit : quiet)
                .build();
    }

    private @Nullable Transport transport(Values values) {
        String written = values.find(type);
        if (written == null && values.written(url) && !values.written(command)) {
            values.warning(url, "has an address and no `type`", "It is taken for `\"type\": \"http\"`.");
            return http(values, false);
        }
        return switch (written == null ? "stdio" : written) {
            case "stdio" -> stdio(values);
            case "http", "streamable-http" -> http(values, false);
            case "sse" -> http(values, true);
            default -> {
                values.error(
                        type,
                        "the transport " + Shown.quoted(written == null ? "" : written) + " is not supported",
                        "Reach the server over stdio, http or sse.");
                yield null;
            }
        };
    }

    private @Nullable Transport stdio(Values values) {
        String program = values.require(command, "A stdio server needs the program to start.");
        Path folder = values.find(directory);
        List<String> given = values.get(arguments);
        Map<String, String> variables = values.get(environment);
        return program == null
                ? null
                : new Transport.Stdio(
                        program,
                        given,
                        variables,
                        List.of(),
                        folder == null ? values.position().source().folder() : folder);
    }

    private @Nullable Transport http(Values values, boolean eventStreamsOnly) {
        URI address = values.require(url, "A server of this type needs its address.");
        Map<String, String> sent = values.get(headers);
        String helper = values.find(headersHelper);
        return address == null
                ? null
                : new Transport.Http(
                        address,
                        eventStreamsOnly,
                        sent,
                        helper == null
                                ? null
                                : new Transport.HeadersCommand(
                                        helper, values.position().source().folder()),
                        ClientSettings.defaults());
    }

    private @Nullable Duration limit(Values values) {
        Integer millis = values.find(timeout);
        if (millis == null) {
            return null;
        }
        if (millis < 1_000) {
            values.warning(timeout, "less than 1000 milliseconds is ignored, as clients do", "");
            return null;
        }
        return Duration.ofMillis(millis);
    }
}
