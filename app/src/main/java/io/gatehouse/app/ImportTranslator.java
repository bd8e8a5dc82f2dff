package io.gatehouse.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says in the words of `gatehouse.yaml` what the `mcpServers` of an MCP client's file say. Variables stay variables.
final class ImportTranslator {
    private static final Map<String, String> NAMES = Map.of("headersHelper", "headers-helper", "cwd", "directory");
    private static final List<String> TAKEN =
            List.of("type", "command", "args", "env", "cwd", "url", "headers", "headersHelper", "timeout", "disabled");

    private final Problems problems;
    private final ServerNames names;

    /// @param problems gets what is wrong, and warnings about what is not taken over
    ImportTranslator(Problems problems) {
        this.problems = problems;
        this.names = new ServerNames(problems);
    }

    /// The map `servers`, in the order of the file.
    Map<String, Object> translate(Source source, byte[] bytes) {
        Map<String, Object> servers = new LinkedHashMap<>();
        // Variables are accepted whatever they are; only what cannot be served at all is noted.
        new ImportReader(name -> "x", new ServerNames(new Problems()), problems).read(source, bytes);
        Node root = new DocumentReader(source, new Problems(), false).read(bytes);
        if (problems.failed() || !(root instanceof Node.Mapping mapping)) {
            return servers;
        }
        Node.Entry section = mapping.entries().get("mcpServers");
        if (section != null && section.value() instanceof Node.Mapping map) {
            map.entries().forEach((written, entry) -> {
                String name = names.take(written, entry.position(), Shown.member("mcpServers", written));
                if (name != null && entry.value() instanceof Node.Mapping server && servable(server)) {
                    servers.put(name, server(server));
                }
            });
        }
        return servers;
    }

    private static boolean servable(Node.Mapping server) {
        Node.Entry type = server.entries().get("type");
        return type == null
                || List.of("stdio", "http", "streamable-http", "sse")
                        .contains(type.value().toString());
    }

    private static Map<String, Object> server(Node.Mapping server) {
        Map<String, Object> translated = new LinkedHashMap<>();
        for (String key : TAKEN) {
            Node.Entry entry = server.entries().get(key);
            Object value = entry == null || entry.value().absent() ? null : value(key, entry.value());
            if (value != null) {
                translated.put(NAMES.getOrDefault(key, key), value);
            }
        }
        return translated;
    }

    private static @Nullable Object value(String key, Node node) {
        if (node instanceof Node.Scalar scalar && key.equals("timeout")) {
            return scalar.written().matches("[0-9]{4,12}")
                    ? Quantities.text(Duration.ofMillis(Long.parseLong(scalar.written())))
                    : null;
        }
        if (node instanceof Node.Scalar scalar && key.equals("headersHelper")) {
            return scalar.written().replace("${", "$${");
        }
        return plain(node);
    }

    private static Object plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar ->
                scalar.type() == Node.Scalar.Type.BOOLEAN
                        ? (Object) scalar.written().equals("true")
                        : scalar.written();
            case Node.Sequence sequence ->
                sequence.items().stream().map(ImportTranslator::plain).toList();
            case Node.Mapping mapping -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> plain.put(key, plain(entry.value())));
                yield plain;
            }
        };
    }
}
