package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.upstream.repair.ValidSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schema of a tool's arguments as models' providers take it: of draft 2020-12, an object at its root,
/// without `anyOf`, `oneOf`, `allOf` and `$ref` there, its arguments with legal names. What it loses by that
/// is told in words.
///
/// @param schema the original where that is acceptable
/// @param note what the schema no longer says, for the tool's description; empty when nothing
/// @param names the arguments that the model calls otherwise than the server
record AcceptableSchema(ObjectNode schema, String note, ArgumentNames names) {
    private static final List<String> COMBINATIONS = List.of("allOf", "anyOf", "oneOf", "$ref");

    private static final Pattern DIALECT =
            Pattern.compile("https?://json-schema\\.org/draft(?:/20\\d\\d-\\d\\d|-0[67])/schema#?");

    /// Makes a schema acceptable.
    ///
    /// @param original is not changed
    static AcceptableSchema of(ObjectNode original) {
        ObjectNode repaired = withKnownDialect(ValidSchema.of(original));
        ArgumentNames names = ArgumentNames.of(repaired.path("properties"));
        if (plain(repaired) && names.own().isEmpty()) {
            return new AcceptableSchema(repaired, "", names);
        }
        SchemaMerge merge = new SchemaMerge(repaired);
        ObjectNode schema = merged(repaired, merge.root());
        names = ArgumentNames.of(schema.path("properties"));
        names.apply(schema);
        schema = SchemaReferences.mended(schema, repaired);
        List<String> notes = new ArrayList<>(merge.notes());
        if (!names.own().isEmpty()) {
            notes.add(names.note());
        }
        return new AcceptableSchema(schema, String.join("\n", notes), names);
    }

    private static ObjectNode withKnownDialect(ObjectNode schema) {
        JsonNode dialect = schema.get("$schema");
        if (dialect == null || DIALECT.matcher(dialect.stringValue()).matches()) {
            return schema;
        }
        ObjectNode without = Trees.object();
        without.setAll(schema);
        without.remove("$schema");
        return without;
    }

    private static boolean plain(ObjectNode schema) {
        return schema.path("type").asString("").equals("object")
                && COMBINATIONS.stream().noneMatch(schema::has);
    }

    private static ObjectNode merged(ObjectNode original, SchemaMerge.Flat flat) {
        ObjectNode schema = Trees.object().put("type", "object");
        for (Map.Entry<String, JsonNode> entry : original.properties()) {
            if (!COMBINATIONS.contains(entry.getKey()) && !entry.getKey().equals("type")) {
                schema.set(entry.getKey(), entry.getValue());
            }
        }
        if (!flat.properties().isEmpty()) {
            ObjectNode properties = Trees.object();
            flat.properties().forEach(properties::set);
            schema.set("properties", properties);
        }
        if (!flat.required().isEmpty()) {
            ArrayNode required = Trees.array();
            flat.required().forEach(required::add);
            schema.set("required", required);
        }
        flat.others().forEach(schema::set);
        return schema;
    }
}
