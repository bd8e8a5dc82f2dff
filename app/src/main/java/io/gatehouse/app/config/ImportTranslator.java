package io.gatehouse.app.config;

import io.gatehouse.app.cli.YamlWriter;
import io.gatehouse.app.schema.DefaultsForm;
import io.gatehouse.app.schema.ImportedServerForm;
import io.gatehouse.app.schema.Quantities;
import io.gatehouse.app.schema.TransportKinds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Says in the words of `gatehouse.yaml` what a [ClientFile] says. Variables stay variables. What could not be read
/// back, or names files outside of the folder of the client's file, is left out.
public final class ImportTranslator {
    /// What `gatehouse.yaml` calls differently.
    public static final Map<String, String> NAMES =
            Map.of("headersHelper", "headers-helper", "cwd", "directory", "envFile", "env-file");
    private static final List<String> OF_PROGRAMS = List.of("command", "args", "env", "envFile", "cwd");
    private static final List<String> OF_ADDRESSES = List.of("url", "headers", "headersHelper");
    /// What unset variables are taken for while it is tried whether the loader will read what is printed.
    private static final List<String> STAND_INS = List.of("x", "http://x");

    private final Variables.Environment environment;
    private final Problems problems;
    private final ServerNames names;
    private final Set<String> unset = new TreeSet<>();
    private int left;

    /// @param problems gets what is wrong, and warnings about what is not taken over
    public ImportTranslator(Variables.Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
        this.names = new ServerNames(problems);
    }

    /// How many servers were left out.
    public int leftOut() {
        return left;
    }

    /// The variables that the printed servers need and that are not set now.
    public Set<String> unset() {
        return unset;
    }

    /// The map `servers`, in the order of the file.
    ///
    /// @param stand the folder that Gatehouse was started in
    public Map<String, Object> translate(Source source, byte[] bytes, Path stand) {
        Map<String, Object> servers = new LinkedHashMap<>();
        ClientFile file = ClientFile.read(source, bytes, stand, problems);
        if (file == null) {
            return servers;
        }
        file.forEach((path, written, entry) -> {
            String name = names.take(written, entry.position(), path);
            Problem reason = name == null ? null : translate(name, path, entry.value(), file, servers);
            if (name == null || reason != null) {
                left++;
            }
            if (reason != null) {
                problems.warning(
                        reason.position(),
                        reason.path(),
                        reason.message(),
                        "The server " + name + " is left out."
                                + (reason.remedy().isEmpty() ? "" : " " + reason.remedy()));
            }
        });
        return servers;
    }

    /// Adds a server; the reason when it cannot be added.
    private @Nullable Problem translate(
            String name, String path, Node server, ClientFile file, Map<String, Object> servers) {
        Problem reason = null;
        Problems notes = null;
        Path folder = server.position().source().folder();
        for (String standIn : STAND_INS) {
            Problems own = new Problems();
            Variables.Environment known = new Known(environment, standIn, new TreeSet<>());
            ImportReader.read(
                    server, path, new Variables(known, new SecretFiles(folder, own), file.inputs(), own), null, own);
            Node common = ClientServer.common(server, path, new Problems());
            if (!own.failed() && common instanceof Node.Mapping mapping) {
                Map<String, Object> said = server(mapping, new ImportedPaths(folder, file.inputs()));
                Set<String> needed = new TreeSet<>();
                Problem notRead =
                        readBack(name, said, server.position(), path, new Known(environment, standIn, needed));
                if (notRead == null) {
                    unset.addAll(needed);
                    problems.addWarnings(own);
                    servers.put(name, said);
                    return null;
                }
                reason = reason == null ? notRead : reason;
            }
            reason = reason == null && own.failed() ? own.errors().getFirst() : reason;
            notes = notes == null ? own : notes;
        }
        if (notes != null) {
            problems.addWarnings(notes);
        }
        return reason;
    }

    /// The environment, in which something stands for each variable that must be set.
    private record Known(Variables.Environment environment, String standIn, Set<String> unset)
            implements Variables.Environment {
        @Override
        public String get(String name) {
            String value = environment.get(name);
            if (value == null) {
                unset.add(name);
                return standIn;
            }
            return value;
        }

        @Override
        public @Nullable String beforeDefault(String name) {
            return environment.beforeDefault(name);
        }
    }

    /// What the loader would say of a server that is printed; null when it would take it.
    private static @Nullable Problem readBack(
            String name, Map<String, Object> said, Position position, String path, Variables.Environment known) {
        Problems own = new Problems();
        byte[] printed = YamlWriter.write(Map.of("servers", Map.of(name, said))).getBytes(StandardCharsets.UTF_8);
        Source source = new Source("gatehouse.yaml", position.source().folder());
        Node document = DocumentReader.own(source, own).read(printed);
        if (document instanceof Node.Mapping root && root.entries().get("servers") instanceof Node.Entry servers) {
            new Confinement(source.folder(), own).check(servers.value(), known);
            if (!own.failed()) {
                Node expanded = new Variables(known, own).expand(servers.value(), "servers");
                new ServersReader(new ServerNames(own), own).servers(expanded, null);
            }
        }
        if (!own.failed()) {
            return null;
        }
        Problem first = own.errors().getFirst();
        return new Problem(position, path, first.message(), first.remedy());
    }

    private static Map<String, Object> server(Node.Mapping server, ImportedPaths paths) {
        Map<String, Object> said = new LinkedHashMap<>();
        Node.Entry written = server.entries().get("type");
        String inferred = server.entries().containsKey("command") ? "stdio" : "http";
        String type = written == null ? inferred : written.value().toString();
        if (written != null) {
            said.put("type", type);
        }
        List<String> keys = new ArrayList<>(type.equals("stdio") ? OF_PROGRAMS : OF_ADDRESSES);
        new DefaultsForm().fields().forEach(field -> keys.add(field.name()));
        keys.add("disabled");
        for (String key : keys) {
            Node.Entry entry = server.entries().get(key);
            Object value = entry == null || entry.value().absent() ? null : value(key, entry.value(), paths);
            if (value != null) {
                said.put(NAMES.getOrDefault(key, key), value);
            }
        }
        if (type.equals("stdio")) {
            said.putIfAbsent("directory", paths.folder());
        }
        return said;
    }

    private static @Nullable Object value(String key, Node node, ImportedPaths paths) {
        if (node instanceof Node.Scalar scalar && key.equals("timeout")) {
            return scalar.written().matches("[0-9]{4,12}")
                    ? Quantities.text(Duration.ofMillis(Long.parseLong(scalar.written())))
                    : scalar.written();
        }
        if (node instanceof Node.Scalar scalar && !ImportedServerForm.EXPANDED.contains(key)) {
            return scalar.type() == Node.Scalar.Type.BOOLEAN
                    ? (Object) scalar.written().equals("true")
                    : written(key, TextPart.literal(scalar.written()), paths);
        }
        Object plain = plain(node, paths);
        return switch (key) {
            case "url" -> plain.toString().strip();
            case "command" -> paths.program(plain.toString().strip());
            case "cwd", "envFile" -> paths.path(plain.toString());
            case "headers" -> headers(plain);
            default -> plain;
        };
    }

    private static String written(String key, String text, ImportedPaths paths) {
        if (key.equals("headersHelper")) {
            return paths.program(text);
        }
        return ImportedServerForm.FILES.contains(key) ? paths.path(text) : text;
    }

    /// Those that are sent, as they are sent.
    private static Object headers(Object plain) {
        if (!(plain instanceof Map<?, ?> all)) {
            return plain;
        }
        Map<String, Object> sent = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            if (!TransportKinds.ownHeader(name.toString())) {
                sent.put(name.toString(), value instanceof String text ? text.strip() : value);
            }
        });
        return sent;
    }

    private static Object plain(Node node, ImportedPaths paths) {
        return switch (node) {
            case Node.Scalar scalar ->
                scalar.type() == Node.Scalar.Type.BOOLEAN
                        ? (Object) scalar.written().equals("true")
                        : paths.text(scalar.written());
            case Node.Sequence sequence ->
                sequence.items().stream().map(item -> plain(item, paths)).toList();
            case Node.Mapping mapping -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> plain.put(key, plain(entry.value(), paths)));
                yield plain;
            }
        };
    }
}
