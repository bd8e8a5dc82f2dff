package io.gatehouse.app.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What clients call differently in a server, in the words of most of them: those that [ImportedServerForm] knows.
public final class ClientServer {
    private static final Map<String, String> SAME =
            Map.of("transport", "type", "transportType", "type", "environment", "env", "workingDirectory", "cwd");

    private static final Pattern DOLLAR = Pattern.compile("(?<!\\$)\\$([A-Za-z_][A-Za-z0-9_]*)");

    private ClientServer() {}

    /// The same server in common words.
    ///
    /// @param problems gets a warning of what is passed over
    static Node common(Node server, String path, Problems problems) {
        if (!(server instanceof Node.Mapping mapping)) {
            return server;
        }
        Source.Client client = mapping.position().source().client();
        Node.Mapping said = client == Source.Client.GEMINI ? dollars(mapping) : mapping;
        Map<String, Node.Entry> entries = new LinkedHashMap<>(said.entries());
        SAME.forEach((theirs, ours) -> rename(entries, theirs, ours));
        address(entries, "serverUrl", "");
        address(entries, "httpUrl", "http");
        type(entries);
        command(entries);
        if (isFalse(entries.remove("enabled"))) {
            put(entries, "disabled", mapping.position(), Node.Scalar.Type.BOOLEAN, "true");
        }
        if (client == Source.Client.CLINE) {
            seconds(entries);
        }
        timeout(entries, path, problems);
        return new Node.Mapping(mapping.position(), entries);
    }

    private static void rename(Map<String, Node.Entry> entries, String theirs, String ours) {
        Node.Entry entry = entries.remove(theirs);
        if (entry != null && !entry.value().absent()) {
            entries.putIfAbsent(ours, entry);
        }
    }

    private static void address(Map<String, Node.Entry> entries, String theirs, String type) {
        Node.Entry entry = entries.remove(theirs);
        if (entry == null || entry.value().absent()) {
            return;
        }
        entries.put("url", entry);
        if (!type.isEmpty()) {
            put(entries, "type", entry.position(), Node.Scalar.Type.TEXT, type);
        }
    }

    /// `streamableHttp`, `streamable-http` and `HTTP` are `http`; `local` is `stdio`.
    private static void type(Map<String, Node.Entry> entries) {
        Node.Entry entry = entries.get("type");
        if (entry == null || !(entry.value() instanceof Node.Scalar scalar)) {
            return;
        }
        String type = kind(scalar.written());
        if (type == null) {
            entries.remove("type");
        } else {
            put(entries, "type", entry.position(), scalar.type(), type);
        }
    }

    private static @Nullable String kind(String written) {
        String plain = written.strip().toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        return switch (plain) {
            case "http", "streamablehttp", "remote" -> "http";
            case "stdio", "local" -> "stdio";
            case "sse" -> "sse";
            case "" -> null;
            default -> written.strip();
        };
    }

    /// Zed has had maps for commands, others lists.
    private static void command(Map<String, Node.Entry> entries) {
        Node.Entry entry = entries.get("command");
        if (entry != null && entry.value() instanceof Node.Mapping map) {
            entries.remove("command");
            map.entries().forEach((key, value) -> entries.putIfAbsent(key.equals("path") ? "command" : key, value));
        } else if (entry != null
                && entry.value() instanceof Node.Sequence list
                && !list.items().isEmpty()) {
            entries.put("command", new Node.Entry(entry.position(), list.items().getFirst()));
            List<Node> rest = list.items().subList(1, list.items().size());
            entries.putIfAbsent("args", new Node.Entry(entry.position(), new Node.Sequence(entry.position(), rest)));
        }
    }

    /// The same with `${NAME}` for each `$NAME`.
    private static Node.Mapping dollars(Node.Mapping mapping) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(key, new Node.Entry(entry.position(), dollars(entry.value()))));
        return new Node.Mapping(mapping.position(), entries);
    }

    private static Node dollars(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> {
                String text = DOLLAR.matcher(scalar.written()).replaceAll("\\${$1}");
                yield scalar.type() == Node.Scalar.Type.TEXT
                        ? new Node.Scalar(scalar.position(), scalar.type(), text, text)
                        : scalar;
            }
            case Node.Sequence sequence ->
                new Node.Sequence(
                        sequence.position(),
                        sequence.items().stream().map(ClientServer::dollars).toList());
            case Node.Mapping mapping -> dollars(mapping);
        };
    }

    /// A time in seconds with its unit.
    private static void seconds(Map<String, Node.Entry> entries) {
        Node.Entry entry = entries.get("timeout");
        if (entry != null
                && entry.value() instanceof Node.Scalar scalar
                && scalar.written().matches("[0-9]{1,6}")) {
            put(entries, "timeout", entry.position(), Node.Scalar.Type.TEXT, scalar.written() + "s");
        }
    }

    private static void timeout(Map<String, Node.Entry> entries, String path, Problems problems) {
        Node.Entry entry = entries.get("timeout");
        if (entry != null
                && entry.value() instanceof Node.Scalar scalar
                && scalar.written().matches("[0-9]{1,3}")) {
            entries.remove("timeout");
            problems.warning(
                    entry.position(),
                    Shown.member(path, "timeout"),
                    "less than 1000 milliseconds is ignored, as clients do",
                    "");
        }
    }

    private static boolean isFalse(Node.@Nullable Entry entry) {
        return entry != null
                && entry.value() instanceof Node.Scalar scalar
                && scalar.written().strip().equals("false");
    }

    private static void put(
            Map<String, Node.Entry> entries, String key, Position position, Node.Scalar.Type type, String text) {
        entries.put(key, new Node.Entry(position, new Node.Scalar(position, type, text, text)));
    }
}
