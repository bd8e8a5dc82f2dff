package io.gatehouse.kit;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON Schema (2020-12) that values are checked against. References to other documents are never followed.
final class Schema {
    private static final int MAX_BYTES = 256 << 10;
    private static final int REPORTED = 5;
    /// Alternatives inside of alternatives would otherwise be tried without end.
    private static final long MAX_STEPS = 500_000;
    private static final int MAX_DEPTH = 256;
    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .cacheRefs(true)
            .preloadSchema(true)
            .regularExpressionFactory(new SchemaExpressions())
            .build();
    private static final ExecutionConfig BOUNDS = ExecutionConfig.builder()
            .maxEvaluationSteps(MAX_STEPS)
            .maxEvaluationDepth(MAX_DEPTH)
            .build();

    private final com.networknt.schema.Schema compiled;

    /// @throws IllegalArgumentException when it is too large, refers to another document, or makes no sense
    Schema(String what, ObjectNode schema) {
        if (schema.toString().length() > MAX_BYTES) {
            throw new IllegalArgumentException(what + " is larger than " + MAX_BYTES + " characters");
        }
        requireLocalReferences(what, schema);
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(CONFIG).schemaCacheEnabled(false));
        try {
            compiled = registry.getSchema(schema);
            compiled.initializeValidators();
        } catch (RuntimeException | StackOverflowError senseless) {
            throw new IllegalArgumentException(what + ": " + senseless.getMessage(), senseless);
        }
    }

    /// What is wrong with a value, each fault with the path of its field (`/items/0/quantity: …`), at most five of
    /// them; empty when nothing is.
    String problems(JsonNode value) {
        List<Error> errors;
        try {
            errors = compiled.validate(value, context -> context.setExecutionConfig(BOUNDS));
        } catch (ValidationLimitExceededException | StackOverflowError tooMuch) {
            return "/: checking them takes more than " + MAX_STEPS + " steps or " + MAX_DEPTH + " levels";
        }
        String listed = errors.stream()
                .limit(REPORTED)
                .map(error -> pointer(error) + ": " + error.getMessage())
                .collect(Collectors.joining("; "));
        return errors.size() <= REPORTED ? listed : listed + "; and " + (errors.size() - REPORTED) + " more";
    }

    /// The field at fault: for a missing or unexpected member that member, not the object around it.
    private static String pointer(Error error) {
        String at = error.getInstanceLocation().toString();
        return error.getProperty() == null ? (at.isEmpty() ? "/" : at) : at + "/" + error.getProperty();
    }

    private static void requireLocalReferences(String what, JsonNode node) {
        for (String keyword : List.of("$ref", "$dynamicRef")) {
            JsonNode reference = node.path(keyword);
            if (reference.isString() && !reference.asString().startsWith("#")) {
                throw new IllegalArgumentException(
                        what + " refers to " + reference.asString() + "; only references inside it (#…) are allowed");
            }
        }
        node.forEach(child -> requireLocalReferences(what, child));
    }
}
