package io.gatehouse.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says in the words of `gatehouse.yaml` what a [ClientFile] says. Variables stay variables. What could not be read
/// back
/// is left out.
final class ImportTranslator {
    private static final Map<String, String> NAMES =
            Map.of("headersHelper", "headers-helper", "cwd", "directory", "envFile", "env-file");
    private static final List<String> OF_PROGRAMS = List.of("command", "args", "env", "envFile", "cwd");
    private static final List<String> OF_ADDRESSES = List.of("url", "headers", "headersHelper");
    private static final Pattern INPUT = Pattern.compile("(?<!\\$)\\$\\{input:([^}]*)\\}");
    /// What unset variables are taken for while it is tried whether the loader will read what is printed.
    private static final List<String> STAND_INS = List.of("x", "http://x");

    private final Variables.Environment environment;
    private final Problems problems;
    private final ServerNames names;
    private int left;

    /// @param problems gets what is wrong, and warnings about what is not taken over
    ImportTranslator(Variables.Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
        this.names = new ServerNames(problems);
    }

    /// How many servers were left out.
    int leftOut() {
        return left;
    }

    /// The map `servers`, in the order of the file.
    ///
    /// @param stand the folder that Gatehouse was started in
    Map<String, Object> translate(Source source, byte[] bytes, Path stand) {
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
        for (String standIn : STAND_INS) {
            Problems own = new Problems();
            Variables.Environment known = known(standIn);
            ImportReader.read(
                    server, path, new Variables(known, new SecretFiles(null, own), file.inputs(), own), null, own);
            Node common = ClientServer.common(server, path, new Problems());
            if (!own.failed() && common instanceof Node.Mapping mapping) {
                Map<String, Object> said = server(
                        mapping,
                        file.inputs(),
                        new ImportedPaths(server.position().source().folder()));
                Problem notRead = readBack(name, said, server.position(), path, known);
                if (notRead == null) {
                    problems.addWarnings(own);
                    servers.put(name, said);
                    return null;
                }
                reason = reason == null ? notRead : reason;
            }
            reason = reason == null && own.failed() ? own.errors().getFirst() : reason;
        }
        return reason;
    }

    private Variables.Environment known(String standIn) {
        return variable -> {
            String value = environment.get(variable);
            return value == null ? standIn : value;
        };
    }

    /// What the loader would say of a server that is printed; null when it would take it.
    private static @Nullable Problem readBack(
            String name, Map<String, Object> said, Position position, String path, Variables.Environment known) {
        Problems own = new Problems();
        byte[] printed = YamlWriter.write(Map.of("servers", Map.of(name, said))).getBytes(StandardCharsets.UTF_8);
        Source source = new Source("gatehouse.yaml", position.source().folder());
        Node document = DocumentReader.own(source, own).read(printed);
        if (document instanceof Node.Mapping root && root.entries().get("servers") instanceof Node.Entry servers) {
            Node expanded = new Variables(known, own).expand(servers.value(), "servers");
            new ServersReader(new ServerNames(own), own).servers(expanded, null);
        }
        return own.failed()
                ? new Problem(position, path, own.errors().getFirst().explanation(), "")
                : null;
    }

    private static Map<String, Object> server(Node.Mapping server, ClientInputs inputs, ImportedPaths paths) {
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
            Object value = entry == null || entry.value().absent() ? null : value(key, entry.value(), inputs, paths);
            if (value != null) {
                said.put(NAMES.getOrDefault(key, key), value);
            }
        }
        if (type.equals("stdio")) {
            said.putIfAbsent("directory", paths.folder());
        }
        return said;
    }

    private static @Nullable Object value(String key, Node node, ClientInputs inputs, ImportedPaths paths) {
        if (node instanceof Node.Scalar scalar && key.equals("timeout")) {
            return scalar.written().matches("[0-9]{4,12}")
                    ? Quantities.text(Duration.ofMillis(Long.parseLong(scalar.written())))
                    : scalar.written();
        }
        if (node instanceof Node.Scalar scalar && !ImportedServerForm.EXPANDED.contains(key)) {
            return scalar.type() == Node.Scalar.Type.BOOLEAN
                    ? (Object) scalar.written().equals("true")
                    : written(key, scalar.written().replace("${", "$${"), paths);
        }
        Object plain = plain(node, inputs, paths);
        return switch (key) {
            case "url" -> plain.toString().strip();
            case "command" -> paths.program(plain.toString().strip());
            case "cwd", "envFile" -> paths.path(plain.toString());
            case "headers" -> headers(plain);
            default -> plain;
        };
    }

    private static String written(String key, String text, ImportedPaths paths) {
        return key.equals("headersHelper") ? paths.program(text) : text;
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

    private static Object plain(Node node, ClientInputs inputs, ImportedPaths paths) {
        return switch (node) {
            case Node.Scalar scalar ->
                scalar.type() == Node.Scalar.Type.BOOLEAN
                        ? (Object) scalar.written().equals("true")
                        : withoutInputs(paths.text(scalar.written()), inputs);
            case Node.Sequence sequence ->
                sequence.items().stream()
                        .map(item -> plain(item, inputs, paths))
                        .toList();
            case Node.Mapping mapping -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> plain.put(key, plain(entry.value(), inputs, paths)));
                yield plain;
            }
        };
    }

    /// The inputs of VS Code as the variables that take their place.
    private static String withoutInputs(String text, ClientInputs inputs) {
        return INPUT.matcher(text).replaceAll(input -> {
            String id = input.group(1);
            String standard = inputs.standard(id);
            String variable = ClientInputs.variable(id);
            return Matcher.quoteReplacement("${" + variable + (standard == null ? "" : ":-" + standard) + "}");
        });
    }
}
