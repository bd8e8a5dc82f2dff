package io.gatehouse.app;

import io.gatehouse.app.config.ConfigurationSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// docs/guide/settings.md, made from the schema of the configuration, which follows from the forms that read it.
final class SettingsPage {
    private static final Pattern DEFAULT = Pattern.compile("(?s)(.*?)(?: Default: (.*)\\.)?");
    private static final String PREFACE = """
            # All settings

            All keys of `gatehouse.yaml` with their defaults, in groups with an example each. `./gatehouse schema` prints the
            same for editors, with the range of each key. Write durations as `500ms`, `5s`, `5m`, `1h` or `2d`, and sizes as
            `512KiB` or `64MiB`. Changes to `limits`, `names`, `logging`, `data` and to the address, TLS and PROXY protocol
            under `listen` require a restart. All other changes apply when the file changes.

            A file with a key that was removed still loads; a warning names the line and what applies instead.
            """;

    private static final String SERVER = "servers.NAME";

    private final List<String> sections = new ArrayList<>();
    private final Set<String> shared = new HashSet<>();

    private SettingsPage() {}

    /// The whole page.
    static String text() {
        SettingsPage page = new SettingsPage();
        JsonNode root = new JsonMapper().readTree(ConfigurationSchema.text());
        page.section("", root);
        return PREFACE + String.join("", page.sections);
    }

    private void section(String path, JsonNode form) {
        Map<String, String> rows = new LinkedHashMap<>();
        List<Runnable> parts = new ArrayList<>();
        form.path("properties").forEachEntry((key, field) -> {
            if (field.path("deprecated").asBoolean(false) || common(path, key)) {
                return;
            }
            JsonNode inner = inner(field);
            String at = path.isEmpty() ? key : path + "." + key;
            boolean many = inner != null && !inner.path("properties").isObject();
            JsonNode part = many ? inner(inner.path("additionalProperties")) : inner;
            if (part != null && part.path("properties").isObject()) {
                parts.add(() -> section(many ? at + ".NAME" : at, part));
            }
            Matcher said = DEFAULT.matcher(field.path("description").asString(""));
            if (!said.matches()) {
                throw new IllegalStateException("no description of " + at);
            }
            rows.put(key, "| `" + key + "` | " + cell(said.group(2)) + " | " + cell(said.group(1)) + " |\n");
        });
        if (path.equals("defaults")) {
            shared.addAll(rows.keySet());
        }
        String heading = path.isEmpty() ? "Top level" : "`" + path + "`";
        StringBuilder text = new StringBuilder("\n## " + heading + "\n");
        if (path.equals(SERVER)) {
            text.append("\nAll keys of [`defaults`](#defaults), for this server only, and:\n");
        }
        SettingsGroup.of(path).forEach(group -> text.append(shown(group, rows)));
        if (!rows.isEmpty()) {
            throw new IllegalStateException("in no group of " + heading + ": " + rows.keySet());
        }
        sections.add(text.toString());
        parts.forEach(Runnable::run);
    }

    private boolean common(String path, String key) {
        return path.equals(SERVER) && shared.contains(key);
    }

    /// Takes its rows out of those of the section.
    private static String shown(SettingsGroup group, Map<String, String> rows) {
        List<String> keys = group.keys().isEmpty() ? List.copyOf(rows.keySet()) : group.keys();
        String table = keys.stream()
                .map(key -> Objects.requireNonNull(rows.remove(key), () -> key + " is no key of " + group.path()))
                .collect(Collectors.joining());
        return (group.title().isEmpty() ? "" : "\n### " + group.title() + "\n")
                + "\n| key | default | meaning |\n|---|---|---|\n" + table
                + (group.example().isEmpty() ? "" : "\n```yaml\n" + group.example() + "```\n");
    }

    /// The map in a schema that may also be something else: one with known keys, or one with keys of any name.
    private static JsonNode inner(JsonNode schema) {
        if (schema.path("properties").isObject()
                || schema.path("additionalProperties").isObject()) {
            return schema;
        }
        for (JsonNode choice : schema.path("anyOf")) {
            JsonNode found = inner(choice);
            if (found != null) {
                return found;
            }
        }
        return schema.path("items").isObject() ? inner(schema.path("items")) : null;
    }

    private static String cell(String text) {
        return text == null ? "" : text.replace("|", "\\|");
    }
}
