package io.gatehouse.app;

import io.gatehouse.upstream.repair.EntryKind;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Definitions as servers may write them: a good one with some values in it replaced by what does not belong there. The
/// same seed gives the same.
final class OddEntries {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ICONS = """
            "icons":[{"src":"data:image/png;base64,AA==","mimeType":"image/png","sizes":["48x48"],"theme":"dark"}],\
            "_meta":{"a":{"b":1}},"title":"A title","description":"What it is","x-own":1.5""";
    private static final String SCHEMA = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"a":{"type":"string",\
            "pattern":"^a+$","minLength":1},"b":{"$ref":"#/$defs/B"},"c":{"type":["integer","null"],"enum":[1,2,null]}},\
            "required":["a"],"additionalProperties":false,"$defs":{"B":{"type":"array","items":{"type":"number"},\
            "maxItems":3,"uniqueItems":true}},"anyOf":[{"required":["a"]},true],"patternProperties":{"^x-":{}},\
            "dependentRequired":{"a":["b"]},"not":{"const":1},"title":"T"}""";
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1e400",
            "123456789012345678901234567890",
            "\"\"",
            "\"text\"",
            "\"object\"",
            "\"#\"",
            "\"#/$defs/B\"",
            "\"#/$defs/None\"",
            "\"(\"",
            "\"\\\\-\"",
            "\"2026-01-31T10:00:00Z\"",
            "\"2026-02-30T10:00:00Z\"",
            "\"2026-01-31\"",
            "\"https://example.com/x\"",
            "\"relative/path\"",
            "[]",
            "[null]",
            "[\"a\",1,{}]",
            "[\"user\"]",
            "[{}]",
            "{}",
            "{\"type\":\"object\"}",
            "{\"type\":\"array\",\"items\":{}}",
            "{\"type\":\"int\"}",
            "{\"$ref\":\"#/$defs/B\"}",
            "{\"a\":null,\"b\":true}",
            "{\"name\":null}");
    private static final List<String> KEYS = List.of(
            "type",
            "$ref",
            "$id",
            "id",
            "items",
            "properties",
            "required",
            "enum",
            "const",
            "nullable",
            "format",
            "$anchor",
            "dependencies",
            "prefixItems",
            "minimum",
            "multipleOf",
            "oneOf",
            "if",
            "default",
            "examples",
            "execution",
            "annotations",
            "size",
            "src",
            "name",
            "uri",
            "title");

    private final Random random;

    OddEntries(long seed) {
        this.random = new Random(seed);
    }

    /// The JSON of a definition, on one line.
    String next(EntryKind kind) {
        ObjectNode entry = (ObjectNode) JSON.readTree(good(kind));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            change(entry);
        }
        return JSON.writeValueAsString(entry);
    }

    private static String good(EntryKind kind) {
        String common = ICONS + ",\"annotations\":{\"audience\":[\"user\"],\"priority\":0.5,\"lastModified\":"
                + "\"2026-01-31T10:00:00Z\"},\"mimeType\":\"text/plain\"";
        return switch (kind) {
            case TOOL ->
                "{\"name\":\"t\",\"inputSchema\":" + SCHEMA + ",\"outputSchema\":" + SCHEMA
                        + ",\"annotations\":{\"title\":\"A\",\"readOnlyHint\":true},\"execution\":{\"taskSupport\":"
                        + "\"optional\"}," + ICONS + "}";
            case PROMPT ->
                "{\"name\":\"p\",\"arguments\":[{\"name\":\"a\",\"title\":\"A\",\"description\":\"d\",\"required\":true}],"
                        + ICONS + "}";
            case RESOURCE -> "{\"uri\":\"x://r\",\"name\":\"r\",\"size\":12," + common + "}";
            case TEMPLATE -> "{\"uriTemplate\":\"x://{a}\",\"name\":\"r\"," + common + "}";
        };
    }

    /// Replaces, adds or removes one member somewhere.
    private void change(ObjectNode entry) {
        JsonNode at = entry;
        while (true) {
            List<JsonNode> inner = at.valueStream()
                    .filter(value -> value.isContainer() && !value.isEmpty())
                    .toList();
            if (inner.isEmpty() || random.nextInt(3) == 0) {
                break;
            }
            at = inner.get(random.nextInt(inner.size()));
        }
        JsonNode odd = JSON.readTree(ODD.get(random.nextInt(ODD.size())));
        if (at instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), odd);
        } else if (at instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = List.copyOf(object.propertyNames());
            String key = keys.get(random.nextInt(keys.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(key);
                case 1 -> object.set(KEYS.get(random.nextInt(KEYS.size())), odd);
                default -> object.set(key, odd);
            }
        }
    }
}
