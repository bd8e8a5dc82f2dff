package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A server as MCP clients configure it, in the words of [ClientServer]. What `defaults` may hold is known here too.
/// Other keys that clients have are ignored.
public final class ImportedServerForm extends Form<Function<String, ServerSettings>> {
    /// The fields whose variables clients expand.
    public static final Set<String> EXPANDED = Set.of("command", "args", "env", "envFile", "cwd", "url", "headers");
    /// Those that a program gets.
    public static final Set<String> OF_PROGRAMS = Set.of("command", "args", "env");
    /// The fields that name files which Gatehouse itself reads. Programs read what they like.
    public static final Set<String> FILES = Set.of("envFile", "ca", "client-certificate", "client-key");
    /// Keys that mean nothing here, so that nothing is said of them.
    private static final List<String> IGNORED = List.of(
            "alwaysLoad",
            "tools",
            "autoApprove",
            "alwaysAllow",
            "description",
            "name",
            "id",
            "icon",
            "gallery",
            "version",
            "source",
            "settings",
            "trust",
            "watchPaths",
            "dev",
            "metadata");
    /// Keys that choose tools: passing over them offers more than the client did.
    private static final List<String> FILTERS =
            List.of("includeTools", "excludeTools", "enabledTools", "disabledTools");

    private final Field<String> type = field("type", Kinds.text(), "");
    private final Field<String> command = field("command", TransportKinds.COMMAND, "");
    private final Field<List<String>> arguments = field("args", Kinds.list(Kinds.text()), List.of(), "", "");
    private final Field<Map<String, String>> environment = field("env", TransportKinds.ENVIRONMENT, Map.of(), "", "");
    private final Field<Map<String, String>> environmentFile =
            field("envFile", new EnvironmentFileKind(), Map.of(), "", "");
    private final Field<Path> directory = field("cwd", Kinds.path(), "");
    private final Field<URI> url = field("url", TransportKinds.URL, "");
    private final Field<Map<String, String>> headers = field("headers", TransportKinds.HEADERS, Map.of(), "", "");
    private final Field<String> headersHelper = field("headersHelper", Kinds.text(), "");
    private final Field<Boolean> oauth = field("oauth", new Anything(), "");
    private final Field<Boolean> disabled = field("disabled", Kinds.flag(), false, "", "");
    private final ServerFields common = new ServerFields(this);

    /// Reads an entry of `mcpServers` or of what other clients call it.
    public ImportedServerForm() {
        super("A server as MCP clients configure it.");
        IGNORED.forEach(key -> field(key, new Anything(), ""));
        FILTERS.forEach(key -> field(key, new Anything(), ""));
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
        ServerFields.Common settings = common.read(values);
        Transport transport = transport(values, settings);
        if (values.find(oauth) != null) {
            values.warning(
                    oauth, "Gatehouse does not log in to servers yet", "Give a token in `headers` or `headersHelper`.");
        }
        for (Field<?> field : fields()) {
            if (FILTERS.contains(field.name()) && values.written(field)) {
                values.warning(field, "is not imported, so all tools are served", "Select tools in a toolset.");
            }
        }
        if (transport == null || values.broken()) {
            return null;
        }
        return name -> settings.apply(ServerSettings.builder(name, transport)).build();
    }

    private @Nullable Transport transport(Values values, ServerFields.Common settings) {
        String written = values.find(type);
        if (written == null) {
            return values.written(url) && !values.written(command)
                    ? http(values, settings, false)
                    : stdio(values, settings);
        }
        return switch (written) {
            case "stdio" -> stdio(values, settings);
            case "http" -> http(values, settings, false);
            case "sse" -> http(values, settings, true);
            default -> {
                values.error(
                        type,
                        "the transport " + Shown.quoted(written) + " is not supported",
                        "Reach the server over stdio, http or sse.");
                yield null;
            }
        };
    }

    private @Nullable Transport stdio(Values values, ServerFields.Common settings) {
        String program = values.require(command, "A stdio server needs the program to start.");
        Path folder = values.find(directory);
        List<String> given = values.get(arguments);
        Map<String, String> variables = new LinkedHashMap<>(values.get(environmentFile));
        variables.putAll(values.get(environment));
        return program == null
                ? null
                : new Transport.Stdio(
                        program,
                        given,
                        variables,
                        settings.inherit(),
                        folder == null ? values.position().source().folder() : folder);
    }

    private @Nullable Transport http(Values values, ServerFields.Common settings, boolean eventStreamsOnly) {
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
                        settings.client());
    }

    private static final class Anything implements Kind<Boolean> {
        @Override
        public Boolean read(Node node, String path, Problems problems) {
            return true;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of();
        }
    }
}
