package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the document of the admin API says of its answers.
final class DocumentedAnswers {
    private final JsonNode document;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    DocumentedAnswers(JsonNode document) {
        this.document = document;
    }

    /// Each operation, as its method and path, with what the document says of it.
    Map<String, JsonNode> operations() {
        Map<String, JsonNode> all = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> all.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return all;
    }

    /// Fails when an answer is not as the document says.
    ///
    /// @param path without the query
    void check(String method, String path, int status, String contentType, String body) {
        JsonNode operation = operation(method, path);
        if (operation == null) {
            assertThat(status).as(method + " " + path).isIn(400, 401, 403, 404, 405, 413);
            return;
        }
        JsonNode responses = operation.path("responses");
        JsonNode response = responses.path(responses.has(String.valueOf(status)) ? String.valueOf(status) : "default");
        if (!responses.has(String.valueOf(status))) {
            assertThat(status).as(method + " " + path).isGreaterThanOrEqualTo(400);
        }
        JsonNode content = response.path("content").path(contentType);
        assertThat(content.isObject())
                .as(method + " " + path + " answers " + contentType)
                .isTrue();
        String reference = content.path("schema").path("$ref").asString();
        assertThat(schema(reference).validate(body, InputFormat.JSON)).as(body).isEmpty();
    }

    private @Nullable JsonNode operation(String method, String path) {
        return operations().entrySet().stream()
                .filter(each -> (method + " " + path).matches(each.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private Schema schema(String reference) {
        return schemas.computeIfAbsent(reference, wanted -> {
            ObjectNode schema = ((ObjectNode) document).objectNode();
            schema.put("$ref", wanted);
            schema.set("components", Objects.requireNonNull(document.get("components")));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema.toString());
        });
    }
}
