package io.gatehouse.scripted;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Whether the schema of a tool is one of draft 2020-12, by its meta-schema, as hosted services want it.
final class SchemaDraft {
    /// Schemas that were valid before: requests of a conversation repeat them.
    private static final int REMEMBERED = 2_000;

    private static final Map<JsonNode, Boolean> VALID = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JsonNode, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    private SchemaDraft() {}

    /// The meta-schema is read when it is first needed.
    private static final class Meta {
        static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    }

    /// Refuses a schema that is none.
    ///
    /// @param path where it is in the request
    static void check(JsonNode schema, String path) {
        if (VALID.containsKey(schema)) {
            return;
        }
        List<Error> errors = Meta.SCHEMA.validate(schema);
        if (!errors.isEmpty()) {
            throw RejectedException.invalid(path + ": JSON schema is invalid. It must match JSON Schema draft 2020-12 ("
                    + errors.getFirst().getInstanceLocation() + ")");
        }
        VALID.put(schema, true);
    }
}
