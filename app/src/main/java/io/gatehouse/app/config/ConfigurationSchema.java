package io.gatehouse.app.config;

import io.gatehouse.app.schema.RootForm;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The JSON Schema (2020-12) of `gatehouse.yaml`, made from the forms that read it.
public final class ConfigurationSchema {
    private ConfigurationSchema() {}

    /// The schema as JSON text, with a line break at the end.
    public static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "gatehouse.yaml");
        schema.putAll(new RootForm().schema());
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return mapper.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
    }
}
