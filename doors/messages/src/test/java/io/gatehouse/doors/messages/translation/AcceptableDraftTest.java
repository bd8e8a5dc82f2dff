package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.doors.messages.api.Trees;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a server calls a schema, providers get one of draft 2020-12: they refuse the whole request otherwise.
class AcceptableDraftTest {
    private static final com.networknt.schema.Schema META = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private static final String GOOD = """
            {'$schema':'http://json-schema.org/draft-07/schema#','type':'object','properties':{'a':{'type':'string',
            'pattern':'^a','minLength':1,'format':'uri','title':'t','examples':['a']},'b':{'$ref':'#/$defs/B'},
            'c':{'type':['integer','null'],'enum':[1,null],'multipleOf':2},'d':true},'required':['a'],
            'additionalProperties':false,'$defs':{'B':{'type':'array','items':{'type':'number','minimum':0},
            'prefixItems':[{}],'uniqueItems':true,'contains':{'anyOf':[{},{'not':{}}]}}},'dependentRequired':{'a':['b']},
            'dependencies':{'a':['b'],'b':{}},'patternProperties':{'^x':{}},'if':{},'then':{},'$anchor':'x','$id':'y'}""";
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "''",
            "'int'",
            "'str'",
            "'#'",
            "[]",
            "[null]",
            "['a','a',1]",
            "{}",
            "{'type':'list'}",
            "{'required':true}",
            "{'required':['b']}",
            "[{'type':null}]",
            "{'a':null}");

    @Test
    void whateverIsGivenTheRequestHoldsASchemaOfTheDraft() {
        Random random = new Random(26);
        for (int round = 0; round < 1_000; round++) {
            ObjectNode schema = Mcp.object(GOOD);
            for (int changes = random.nextInt(5); changes > 0; changes--) {
                change(schema, random);
            }
            ObjectNode made = AcceptableSchema.of(schema).schema();
            assertThat(META.validate(made)).as("%s from %s", made, schema).isEmpty();
        }
    }

    private static void change(ObjectNode schema, Random random) {
        JsonNode at = schema;
        while (random.nextInt(3) > 0) {
            List<JsonNode> inner = at.valueStream()
                    .filter(value -> value.isContainer() && !value.isEmpty())
                    .toList();
            if (inner.isEmpty()) {
                break;
            }
            at = inner.get(random.nextInt(inner.size()));
        }
        JsonNode odd = Trees.MAPPER.readTree(ODD.get(random.nextInt(ODD.size())).replace('\'', '"'));
        if (at instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), odd);
        } else if (at instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = List.copyOf(object.propertyNames());
            object.set(keys.get(random.nextInt(keys.size())), odd);
        }
    }
}
