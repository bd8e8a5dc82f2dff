package io.gatehouse.app;

import io.gatehouse.app.config.ConfigurationSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// docs/guide/settings.md, made from the schema of the configuration, which follows from the forms that read it.
final class SettingsPage {
    private static final Pattern DEFAULT = Pattern.compile("(?s)(.*?)(?: Default: (.*)\\.)?");
    private static final String PREFACE = """
            # All settings

            Every key of `gatehouse.yaml` with what counts when it is absent. `./gatehouse schema` prints the same for editors,
            with the range of each. Durations are written `500ms`, `5s`, `5m`, `1h` or `2d`, sizes `512KiB` or `64MiB`. What is
            under `limits`, `names`, `logging` and `data` takes a restart; the rest is taken over when the file changes, apart
            from where the gateway listens.
            """;

    private final List<String> sections = new ArrayList<>();

    private SettingsPage() {}

    /// The whole page.
    static String text() {
        SettingsPage page = new SettingsPage();
        JsonNode root = new JsonMapper().readTree(ConfigurationSchema.text());
        page.section("", root);
        return PREFACE + String.join("", page.sections);
    }

    private void section(String path, JsonNode form) {
        StringJoiner rows = new StringJoiner("\n", "", "\n");
        List<Runnable> parts = new ArrayList<>();
        form.path("properties").forEachEntry((key, field) -> {
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
            rows.add("| `" + key + "` | " + cell(said.group(2)) + " | " + cell(said.group(1)) + " |");
        });
        String heading = path.isEmpty() ? "At the top" : "`" + path + "`";
        sections.add("\n## " + heading + "\n\n| key | default | meaning |\n|---|---|---|\n" + rows);
        parts.forEach(Runnable::run);
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
