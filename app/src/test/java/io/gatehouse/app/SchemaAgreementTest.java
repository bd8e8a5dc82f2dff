package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.app.config.ConfigurationSchema;
import io.gatehouse.app.config.DocumentReader;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Source;
import io.gatehouse.app.config.Variables;
import io.gatehouse.app.schema.Field;
import io.gatehouse.app.schema.Form;
import io.gatehouse.app.schema.JsonKind;
import io.gatehouse.app.schema.Kind;
import io.gatehouse.app.schema.MapKind;
import io.gatehouse.app.schema.ProviderForm;
import io.gatehouse.app.schema.RootForm;
import io.gatehouse.app.schema.ServerForm;
import io.gatehouse.app.schema.ToolsetForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The schema accepts all that the loader accepts, field by field, over values that people may write.
class SchemaAgreementTest {
    private static final List<String> VALUES = List.of(
            "",
            "''",
            "' '",
            "true",
            "'true'",
            "no",
            "0",
            "5",
            "'5'",
            "8420",
            "'070'",
            "12.5",
            "1e3",
            "-1",
            "5s",
            "500ms",
            "64KiB",
            "'1 MB'",
            "x",
            "a b",
            "'*'",
            "none",
            "auto",
            "own",
            "http://x/mcp",
            "https://x",
            "socks5://h:1",
            "127.0.0.1",
            "'::1'",
            "null",
            "'null'",
            "2026-01-01",
            "é",
            "ab".repeat(32),
            "12".repeat(32),
            "'${X}'",
            "'a${X}b'",
            "[]",
            "[x]",
            "[5]",
            "[true]",
            "[http://x/]",
            "['${X}']",
            "[resources]",
            "[10.0.0.0/8]",
            "{}",
            "{a: x}",
            "{a: 5}",
            "{a: true}",
            "{a: }",
            "{a: [x]}",
            "{a: {}}",
            "{a: drop}",
            "{allow: x}",
            "{deny: [x]}",
            "{file: x}",
            "{name: 1, sha256: " + "12".repeat(32) + "}",
            "[{name: x, sha256: " + "ab".repeat(32) + "}]");
    private static final List<String> MEANINGS =
            List.of("", "5", "true", "5s", "64KiB", "x", "http://x/", "auto", "drop", "ab".repeat(32));

    /// Sections that the root does not read itself.
    private static final List<String> LATER = List.of("servers", "toolsets");

    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final List<String> disagreements = new ArrayList<>();
    private int compared;

    @Test
    void theSchemaAcceptsWhatTheLoaderAccepts() {
        compare("root", new RootForm());
        compare("server", new ServerForm());
        compare("toolset", new ToolsetForm(null));
        compare("provider", new ProviderForm());
        assertThat(disagreements).isEmpty();
        assertThat(compared).isGreaterThan(2_000);
    }

    @Test
    void itsPatternsAreThoseOfEcma262() {
        List<String> patterns = new ArrayList<>();
        gather(new JsonMapper().readTree(ConfigurationSchema.text()), patterns);
        Pattern onlyJava = Pattern.compile("\\\\p\\{(?!L}|N}|Lu}|Ll})|\\(\\?[a-z]|\\\\[hHRAZzGQE]");
        assertThat(patterns)
                .isNotEmpty()
                .noneMatch(pattern -> onlyJava.matcher(pattern).find());
    }

    private static void gather(JsonNode node, List<String> patterns) {
        if (node.path("pattern").isString()) {
            patterns.add(node.path("pattern").stringValue());
        }
        node.forEach(inner -> gather(inner, patterns));
    }

    private void compare(String at, Form<?> form) {
        JsonNode properties = new JsonMapper().valueToTree(form.schema()).path("properties");
        for (Field<?> field : form.fields()) {
            if (LATER.contains(field.name()) && form instanceof RootForm) {
                continue;
            }
            compare(at + "." + field.name(), field.kind(), properties.path(field.name()), true);
        }
    }

    private void compare(String at, Kind<?> kind, JsonNode described, boolean mayBeAbsent) {
        Schema schema = schemas.getSchema(described.toString());
        for (String value : VALUES) {
            Node node = node(value);
            for (String meaning : value.contains("${") ? MEANINGS : List.of("")) {
                if (accepts(kind, node, meaning, mayBeAbsent)) {
                    compared++;
                    var errors = schema.validate(json(node), InputFormat.JSON);
                    if (!errors.isEmpty()) {
                        disagreements.add(at + ": " + value + " (" + meaning + "): " + errors);
                    }
                }
            }
        }
        if (kind instanceof Form<?> inner) {
            compare(at, inner);
        } else if (kind instanceof MapKind<?> map) {
            compare(
                    at + ".*",
                    map.values(),
                    new JsonMapper().valueToTree(map.values().schema()),
                    false);
        }
    }

    private static boolean accepts(Kind<?> kind, Node node, String meaning, boolean mayBeAbsent) {
        Problems problems = new Problems();
        Node expanded = new Variables(name -> meaning, problems).expand(node, "");
        if (mayBeAbsent && node.absent()) {
            return true;
        }
        if (expanded instanceof Node.Scalar scalar && scalar.expandedToNothing()) {
            // A variable may stand for nothing where it may stand for a value.
            return mayBeAbsent
                    && MEANINGS.stream().anyMatch(other -> !other.isEmpty() && accepts(kind, node, other, true));
        }
        return kind.read(expanded, "x", problems) != null && !problems.failed();
    }

    private static Node node(String value) {
        Node root = DocumentReader.own(new Source("x.yaml", Source.COMMAND_LINE.folder()), new Problems())
                .read(("v: " + value).getBytes(StandardCharsets.UTF_8));
        return ((Node.Mapping) root).entries().get("v").value();
    }

    private static String json(Node node) {
        return String.valueOf(new JsonKind().read(node, "", new Problems()));
    }
}
