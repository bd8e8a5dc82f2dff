package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectViewTest {

    @Test
    void givesValuesAsTheyCame() throws MalformedJsonException {
        ObjectView view = ObjectView.read(Slice.of(
                "{ \"n\" : 1.10 , \"s\":\"a\\n\\u00e9\\ud83d\\ude00\",\"o\":{\"x\":[1, 2]},\"t\":true,\"z\":null}"));

        assertThat(view.get("n")).hasToString("1.10");
        assertThat(view.string("s")).isEqualTo("a\né😀");
        assertThat(view.object("o").get("x")).hasToString("[1, 2]");
        assertThat(view.isTrue("t")).isTrue();
        assertThat(view.has("z")).isTrue();
        assertThat(view.string("z")).isNull();
        assertThat(view.string("n")).isNull();
        assertThat(view.object("t")).isNull();
        assertThat(view.get("none")).isNull();
        assertThat(view.keys()).containsExactlyInAnyOrder("n", "s", "o", "t", "z");
    }

    @Test
    void findsKeysHoweverTheyAreEscaped() throws MalformedJsonException {
        ObjectView view = ObjectView.read(Slice.of("{\"n\\u0061me\":\"x\",\"\":1,\"ключ\":2}"));

        assertThat(view.string("name")).isEqualTo("x");
        assertThat(view.integer("")).isEqualTo(1);
        assertThat(view.integer("ключ")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}"})
    void refusesAKeyThatOccursTwice(String json) {
        assertThatThrownBy(() -> ObjectView.read(Slice.of(json)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("duplicate key \"a\"");
    }

    @Test
    void givesMembersByTheirPlaceAsByTheirKey() throws MalformedJsonException {
        ObjectView view = ObjectView.read(Slice.of("{\"o\":{\"x\":1},\"s\":\"a\",\"n\":7}"));

        assertThat(view.object(0).integer("x")).isEqualTo(1);
        assertThat(view.string(0)).isNull();
        assertThat(view.object(1)).isNull();
        assertThat(view.string(1)).isEqualTo("a");
        assertThat(view.object(2)).isNull();
        assertThat(view.string(2)).isNull();
    }

    @Test
    void refusesAKeyThatOccursTwiceAmongMany() {
        String members =
                IntStream.range(0, 5_000).mapToObj(n -> "\"k" + n + "\":0").collect(Collectors.joining(","));

        assertThatThrownBy(() -> ObjectView.read(Slice.of("{" + members + ",\"k4321\":1}")))
                .hasMessageContaining("duplicate key \"k4321\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "9223372036854775808", "\"1\"", "null", "123456789012345678901"})
    void hasNoIntegerWhereThereIsNone(String value) throws MalformedJsonException {
        assertThat(ObjectView.read(Slice.of("{\"v\":" + value + "}")).integer("v"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void readsIntegers(long value) throws MalformedJsonException {
        assertThat(ObjectView.read(Slice.of("{\"v\":" + value + "}")).integer("v"))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\"\\\b\f\n\r\t\u0001", "é😀\u2028", "\ud83d", "a\udc00b"})
    void quotesSoThatItReadsTheSame(String text) {
        byte[] quoted = Json.quoted(text);

        assertThat(Json.wellFormed(Slice.of(quoted))).isTrue();
        assertThat(Json.unquote(Slice.of(quoted))).isEqualTo(text);
    }
}
