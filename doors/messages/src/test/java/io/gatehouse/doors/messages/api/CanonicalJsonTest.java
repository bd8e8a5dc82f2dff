package io.gatehouse.doors.messages.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Equal trees are equal bytes, also after JavaScript has read and written them.
class CanonicalJsonTest {
    private static String written(String json) {
        return CanonicalJson.text(Trees.MAPPER.readTree(json));
    }

    /// The right side is what `JSON.stringify(JSON.parse(left))` gives.
    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "1.50, 1.5",
        "-0.0, 0",
        "-0, 0",
        "1e3, 1000",
        "1E+2, 100",
        "1e-6, 0.000001",
        "1e-7, 1e-7",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e+21",
        "1.5e300, 1.5e+300",
        "-2.5e-9, -2.5e-9",
        "0.1, 0.1",
        "100.25, 100.25",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "0.30000000000000004, 0.30000000000000004",
        "12345678901234567890.0, 12345678901234567000",
        "4.35, 4.35",
        "9007199254740991, 9007199254740991"
    })
    void writesNumbersAsJavaScriptDoes(String json, String written) {
        assertThat(written(json)).isEqualTo(written);
    }

    @Test
    void keepsTheDigitsOfLargeIntegersAndOfNumbersBeyondAll() {
        assertThat(written("1234567890123456789012")).isEqualTo("1234567890123456789012");
        assertThat(written("[1e999]")).isEqualTo("[1E+999]");
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"", "\"Aé€😀\""),
                Arguments.of(
                        "\"\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\\"\\\\\"", "\"/\\b\\f\\n\\r\\t\\u0001\u007f\\\"\\\\\""),
                Arguments.of("\"\\u2028<>&\"", "\"\u2028<>&\""));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void writesTextsAsJavaScriptDoes(String json, String written) {
        assertThat(written(json)).isEqualTo(written);
    }

    @Test
    void writesNoHalfOfACharacter() {
        JsonNode tree = Trees.object().put("a\ud83d", "x\ude00 \ud83d\ude00 \ud83d");
        assertThat(CanonicalJson.text(tree)).isEqualTo("{\"a\ufffd\":\"x\ufffd 😀 \ufffd\"}");
        assertThat(written("\"\\ud83d x \\uDE00 \\\\ud83d\"")).isEqualTo("\"\ufffd x \ufffd \\\\ud83d\"");
    }

    @Test
    void listsKeysAsJavaScriptDoes() {
        assertThat(
                        written(
                                "{\"b\": 1, \"10\": 2, \"a\": {\"2\":1,\"x\":0,\"1\":2}, \"9\": 3, \"01\": 4, \"4294967295\": 5}"))
                .isEqualTo("{\"9\":3,\"10\":2,\"b\":1,\"a\":{\"1\":2,\"2\":1,\"x\":0},\"01\":4,\"4294967295\":5}");
    }

    @Test
    void writesTheSameAgainAfterReading() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String once = CanonicalJson.number(value);
                assertThat(Double.parseDouble(once)).isEqualTo(value);
                assertThat(written(once)).isEqualTo(once);
            }
        }
        String all = "{\"a\":[1,true,false,null,\"x\",{}],\"b\":[]}";
        JsonNode tree = Trees.MAPPER.readTree(all);
        assertThat(new String(CanonicalJson.bytes(tree), StandardCharsets.UTF_8))
                .isEqualTo(all);
    }
}
