package io.gatehouse.scripted.script;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON value whose texts are templates.
public sealed interface ArgumentTemplate {
    ArgumentTemplate NONE = new Members(Map.of());

    JsonNode fill(Scene scene);

    record Value(JsonNode value) implements ArgumentTemplate {
        @Override
        public JsonNode fill(Scene scene) {
            return value;
        }
    }

    record Text(Template template) implements ArgumentTemplate {
        @Override
        public JsonNode fill(Scene scene) {
            return template.value(scene);
        }
    }

    record Items(List<ArgumentTemplate> items) implements ArgumentTemplate {
        @Override
        public JsonNode fill(Scene scene) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            items.forEach(item -> array.add(item.fill(scene)));
            return array;
        }
    }

    /// A member whose place points at nothing is left out.
    record Members(Map<String, ArgumentTemplate> members) implements ArgumentTemplate {
        @Override
        public JsonNode fill(Scene scene) {
            ObjectNode object = Json.object();
            members.forEach((key, member) -> {
                JsonNode value = member.fill(scene);
                if (!value.isMissingNode()) {
                    object.set(key, value);
                }
            });
            return object;
        }
    }

    static ArgumentTemplate of(ScriptNode node, When when, ScriptFields fields, String key) {
        return switch (node) {
            case ScriptNode.Mapping mapping -> {
                Map<String, ArgumentTemplate> members = new LinkedHashMap<>();
                mapping.entries().forEach((name, entry) -> members.put(name, of(entry.value(), when, fields, key)));
                yield new Members(members);
            }
            case ScriptNode.Sequence sequence ->
                new Items(sequence.items().stream()
                        .map(item -> of(item, when, fields, key))
                        .toList());
            case ScriptNode.Scalar scalar ->
                switch (scalar.type()) {
                    case TEXT -> new Text(Template.of(scalar.text(), when, fields, key));
                    case NUMBER -> number(scalar.text(), when, fields, key);
                    case BOOLEAN -> new Value(BooleanNode.valueOf(scalar.text().equals("true")));
                    case NULL -> new Value(NullNode.getInstance());
                };
        };
    }

    /// A number of YAML that JSON does not have (`0x1F`, `.inf`) counts as a text.
    private static ArgumentTemplate number(String text, When when, ScriptFields fields, String key) {
        try {
            return new Value(DecimalNode.valueOf(new BigDecimal(text)));
        } catch (NumberFormatException notOfJson) {
            return new Text(Template.of(text, when, fields, key));
        }
    }
}
