package io.gatehouse.upstream.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a server calls a schema, clients get one of JSON Schema 2020-12: models' providers refuse the whole request
/// otherwise. The judge is the meta-schema.
class ValidSchemaTest {
    private static final Schema META = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private static final String GOOD = """
            {'$schema':'http://json-schema.org/draft-07/schema#','type':'object','properties':{'a':{'type':'string',
            'pattern':'^a','minLength':1,'format':'uri','title':'t','examples':['a']},'b':{'$ref':'#/$defs/B'},
            'c':{'type':['integer','null'],'enum':[1,null],'multipleOf':2},'d':true},'required':['a'],
            'additionalProperties':false,'$defs':{'B':{'type':'array','items':{'type':'number','minimum':0},
            'prefixItems':[{}],'uniqueItems':true,'contains':{'anyOf':[{},{'not':{}}]}}},'dependentRequired':{'a':['b']},
            'dependencies':{'a':['b'],'b':{}},'patternProperties':{'^x':{}},'if':{},'then':{},'$anchor':'x','$id':'y#',
            '$vocabulary':{'x://y':true},'$comment':'c','$dynamicAnchor':'z','deprecated':true,'contentSchema':{}}""";
    private static final List<String> KEYS = List.of(
            "$schema",
            "$id",
            "$ref",
            "$anchor",
            "$dynamicRef",
            "$recursiveRef",
            "$recursiveAnchor",
            "$vocabulary",
            "$comment",
            "$defs",
            "definitions",
            "type",
            "enum",
            "const",
            "default",
            "examples",
            "items",
            "additionalItems",
            "prefixItems",
            "contains",
            "minContains",
            "maxLength",
            "multipleOf",
            "minimum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "uniqueItems",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "required",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
            "allOf",
            "not",
            "if",
            "title",
            "readOnly",
            "format",
            "contentSchema",
            "nullable");
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "3.0",
            "1e400",
            "''",
            "'int'",
            "'str'",
            "'#'",
            "[]",
            "[null]",
            "['a','a',1]",
            "['b']",
            "{}",
            "{'type':'list'}",
            "{'required':true}",
            "{'required':['b']}",
            "[{'type':null}]",
            "{'a':null}",
            "{'a':{'required':true}}",
            "{'a':{},'required':['a','a']}",
            "{'a':['b','b']}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'properties':{'a':{'type':'int'}}} | {'properties':{'a':{'type':'integer'}}}",
                "{'properties':{'a':{'type':'Integer'}}} | {'properties':{'a':{'type':'integer'}}}",
                "{'properties':{'a':{'type':['str','str','null']}}} | {'properties':{'a':{'type':['string','null']}}}",
                "{'properties':{'a':{'type':['string','any']}}} | {'properties':{'a':{}}}",
                "{'properties':{'a':{'type':'any'}}} | {'properties':{'a':{}}}",
                "{'properties':{'a':{'type':null}}} | {'properties':{'a':{}}}",
                "{'properties':{'coin':{},'required':['coin','coin']}} | {'required':['coin'],'properties':{'coin':{}}}",
                "{'properties':{'a':'string','b':null,'c':7}} | {'properties':{'a':{'type':'string'},'b':{},'c':{}}}",
                "{'properties':{'a':{'enum':null}}} | {'properties':{'a':{}}}",
                "{'properties':{'a':{'items':'string'}}} | {'properties':{'a':{'items':{'type':'string'}}}}",
                "{'properties':{'a':{'anyOf':[]}}} | {'properties':{'a':{}}}",
                "{'properties':{'a':{'required':true},'b':{'required':false}}}"
                        + " | {'properties':{'a':{},'b':{}},'required':['a']}",
                "{'properties':{'a':{'required':true},'b':{}},'required':['b']}"
                        + " | {'properties':{'a':{},'b':{}},'required':['b','a']}",
                "{'properties':[],'required':'a'} | {'properties':{}}",
                "{'additionalProperties':null} | {'additionalProperties':{}}",
                "{'minimum':0,'exclusiveMinimum':true,'maximum':9,'exclusiveMaximum':false}"
                        + " | {'maximum':9,'exclusiveMinimum':0}",
                "{'items':[{'type':'str'},{}],'additionalItems':false}"
                        + " | {'prefixItems':[{'type':'string'},{}],'items':false}",
                "{'items':[],'additionalItems':{}} | {'items':{}}",
                "{'required':['a','a',1]} | {'required':['a']}",
            })
    void whatIsMisspelledIsMendedAndTheRestGoes(String given, String made) {
        assertThat(ValidSchema.of(read(given))).isEqualTo(read(made));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'pattern':'(?P<a>b)'} | {'pattern':'(?<a>b)'}",
                "{'pattern':'(?i)a'} | {}",
                "{'pattern':'('} | {}",
                "{'pattern':7} | {}",
                "{'patternProperties':{'(?i)a':{},'^b':{'type':'int'}},'additionalProperties':false}"
                        + " | {'patternProperties':{'^b':{'type':'integer'}}}",
            })
    void aPatternThatIsNoneOfEcma262IsTranslatedOrGoes(String given, String made) {
        assertThat(ValidSchema.of(read(given))).isEqualTo(read(made));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^\\d{3}\\-\\d{4}$",
                "[\\w-.]+@",
                "\\_a",
                "{a}]",
                "a{,5}",
                "(?=a)*",
                "\\1",
                "\\u{61}",
                "\\p{L}",
                "\\p{Script=Greek}",
                "\\cJ",
                "(?<q>['\"])\\k<q>"
            })
    void aPatternThatIsOneWithTheFlagUOrWithoutStays(String pattern) {
        ObjectNode schema = RepairTrees.object().put("pattern", pattern);
        assertThat(ValidSchema.of(schema)).isSameAs(schema);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a{2,1}", "(a", "a)", "[b-a]", "a++", "*", "(?#x)", "(?>a)", "(?<a>b)\\k<c>", "{1}", "\\"})
    void aPatternThatIsNoneWithOrWithoutTheFlagUGoes(String pattern) {
        assertThat(ValidSchema.of(RepairTrees.object().put("pattern", pattern)).isEmpty())
                .isTrue();
    }

    /// A validator would read the translated keywords as the draft that it names.
    @Test
    void aSchemaOfAnOlderDraftThatIsTranslatedNoLongerNamesIt() {
        assertThat(ValidSchema.of(read("{'$schema':'http://json-schema.org/draft-07/schema#','dependencies':"
                        + "{'a':['b'],'b':{'minProperties':2}},'properties':{'a':{'items':[{}]}}}")))
                .isEqualTo(read("{'properties':{'a':{'prefixItems':[{}]}},'dependentRequired':{'a':['b']},"
                        + "'dependentSchemas':{'b':{'minProperties':2}}}"));
    }

    @Test
    void aReferenceIntoATupleLeadsToItsNewPlace() {
        ObjectNode given = read("{'properties':{'a':{'items':[{'type':'string'},{'$ref':'#/properties/a/items/0'}],"
                + "'additionalItems':{'type':'number'}},'b':{'$ref':'#/properties/a/additionalItems'},"
                + "'items':{'$ref':'#/properties/c/items'},'c':{'items':{}}}}");
        ObjectNode made = ValidSchema.of(given);
        assertThat(made)
                .isEqualTo(read(
                        "{'properties':{'a':{'prefixItems':[{'type':'string'},{'$ref':'#/properties/a/prefixItems/0'}],"
                                + "'items':{'type':'number'}},'b':{'$ref':'#/properties/a/items'},"
                                + "'items':{'$ref':'#/properties/c/items'},'c':{'items':{}}}}"));
    }

    @Test
    void whateverIsGivenTheResultIsASchemaOfTheDraftAndAValidOneIsNotTouched() {
        Random random = new Random(26);
        for (int round = 0; round < 2_000; round++) {
            ObjectNode schema = read(GOOD);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                change(schema, random);
            }
            String before = schema.toString();
            ObjectNode made = ValidSchema.of(schema);
            assertThat(META.validate(made)).as("%s from %s", made, schema).isEmpty();
            assertThat(made == schema)
                    .as(before)
                    .isEqualTo(META.validate(schema).isEmpty());
            assertThat(ValidSchema.of(made)).isSameAs(made);
            assertThat(schema.toString()).isEqualTo(before);
        }
    }

    @Test
    void whatIsInOrderIsNotTouched() {
        ObjectNode good = read(GOOD);
        assertThat(ValidSchema.of(good)).isSameAs(good);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLargeAndDeepSchemaTakesLittleTime() {
        String deep = "{'items':[".repeat(60) + "{'type':'int'}" + "]}".repeat(60);
        String wide = "{'a':{'type':'int','$ref':'#/items/0/items/0','pattern':'" + "(".repeat(10_000) + "'}}";
        ObjectNode schema = read(deep);
        ObjectNode properties = schema.putObject("properties");
        for (int at = 0; at < 20_000; at++) {
            properties.set("p" + at, read(wide));
        }
        assertThat(META.validate(ValidSchema.of(schema))).isEmpty();
    }

    private static ObjectNode read(String json) {
        return (ObjectNode) tree(json);
    }

    private static JsonNode tree(String json) {
        return Objects.requireNonNull(RepairTrees.read(Slice.of(json.replace('\'', '"'))));
    }

    /// Puts something odd in some place.
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
        JsonNode odd = tree(ODD.get(random.nextInt(ODD.size())));
        if (at instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), odd);
        } else if (at instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = random.nextBoolean() ? KEYS : List.copyOf(object.propertyNames());
            object.set(keys.get(random.nextInt(keys.size())), odd);
        }
    }
}
