package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which arguments of a tool are mirrored, and which tools must not be used.
class HeaderParametersTest {
    private static List<HeaderParameter> found(String schema) throws Exception {
        return HeaderParameters.of(ObjectView.read(Slice.of(schema)));
    }

    private static String properties(String json) {
        return "{\"type\":\"object\",\"properties\":{" + json + "}}";
    }

    @Test
    void annotatedPropertiesAreFoundAtAnyDepth() throws Exception {
        assertThat(found(properties("\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
                        + "\"b\":{\"properties\":{\"c\":{\"properties\":{"
                        + "\"d\":{\"type\":\"integer\",\"x-mcp-header\":\"!#$%&'*+-.^_`|~9\"}}}}},"
                        + "\"e\":{\"type\":\"boolean\",\"x-mcp-header\":\"E\"},\"f\":true")))
                .containsExactly(
                        new HeaderParameter("Region", List.of("a")),
                        new HeaderParameter("!#$%&'*+-.^_`|~9", List.of("b", "c", "d")),
                        new HeaderParameter("E", List.of("e")));
    }

    @Test
    void anAnnotationSpelledWithEscapesIsOneToo() throws Exception {
        assertThat(found(properties("\"a\":{\"type\":\"string\",\"\\u0078-mcp-header\":\"Region\"}")))
                .containsExactly(new HeaderParameter("Region", List.of("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"object\",\"description\":\"x-mcp-header\"}",
                "{\"properties\":{\"x-mcp-header\":{\"type\":\"string\"}}}",
                "{\"items\":{\"properties\":{\"x-mcp-header\":{\"type\":\"string\"}}}}",
                "{\"properties\":{\"a\":{\"default\":{\"x-mcp-header\":\"A\"}}}}",
                "{\"properties\":{\"a\":{\"enum\":[{\"x-mcp-header\":\"A\"}]}}}",
                "{\"x-vendor\":{\"x-mcp-header\":\"A\"}}",
                "{\"properties\":[{\"x-mcp-header\":\"A\"}]}",
            })
    void theWordInOtherPlacesMeansNothing(String schema) throws Exception {
        assertThat(found(schema)).isEmpty();
    }

    @Test
    void aToolWithoutASchemaHasNone() throws Exception {
        assertThat(HeaderParameters.of(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"My Region\"",
                "\"Region:\"",
                "\"a\\r\\nb\"",
                "\"größe\"",
                "\"a/b\"",
                "null",
                "7",
                "true",
                "[\"A\"]"
            })
    void aNameThatNoHeaderCanHaveIsRefused(String name) {
        assertThatThrownBy(() -> found(properties("\"a\":{\"type\":\"string\",\"x-mcp-header\":" + name + "}")))
                .isInstanceOf(InvalidHeaderParameterException.class)
                .hasMessage("argument a: its value is no header name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"number\"", "\"object\"", "\"array\"", "\"null\"", "[\"string\",\"null\"]", "null"})
    void anArgumentOfAnotherTypeIsRefused(String type) {
        assertThatThrownBy(() -> found(properties("\"a\":{\"type\":" + type + ",\"x-mcp-header\":\"A\"}")))
                .isInstanceOf(InvalidHeaderParameterException.class)
                .hasMessage("argument a: \"A\" is not on a string, integer or boolean argument");
    }

    @Test
    void aHeaderOfTwoArgumentsIsRefusedWhateverItsCase() {
        assertThatThrownBy(() -> found(properties("\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
                        + "\"b\":{\"properties\":{\"c\":{\"type\":\"string\",\"x-mcp-header\":\"rEGION\"}}}")))
                .hasMessage("argument b.c: another argument has the header \"rEGION\" too");
    }

    @ParameterizedTest
    @CsvSource({
        "items, 0",
        "prefixItems, 1",
        "contains, 0",
        "additionalProperties, 0",
        "unevaluatedProperties, 0",
        "unevaluatedItems, 0",
        "propertyNames, 0",
        "oneOf, 1",
        "anyOf, 1",
        "allOf, 1",
        "not, 0",
        "if, 0",
        "then, 0",
        "else, 0",
        "patternProperties, 2",
        "dependentSchemas, 2",
        "$defs, 2",
        "definitions, 2"
    })
    void anAnnotationWithoutAFixedPlaceIsRefused(String keyword, int form) {
        String annotated = "{\"properties\":{\"default\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}";
        String inner = switch (form) {
            case 0 -> annotated;
            case 1 -> "[true," + annotated + "]";
            default -> "{\"any\":" + annotated + "}";
        };
        assertThatThrownBy(() -> found(properties("\"a\":{\"" + keyword + "\":" + inner + "}")))
                .hasMessage(
                        "argument a.default: it lies inside \"" + keyword + "\", where no argument has a fixed place");
    }

    @Test
    void anAnnotationOnTheSchemaItselfIsRefused() {
        assertThatThrownBy(() -> found("{\"type\":\"string\",\"x-mcp-header\":\"A\"}"))
                .hasMessage("it lies on the schema itself, where no argument has a fixed place");
    }
}
