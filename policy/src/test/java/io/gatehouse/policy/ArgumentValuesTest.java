package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The values of an argument, however they are written.
class ArgumentValuesTest {
    private static Set<ValueDigest> read(String path, String arguments) throws UnfitValuesException {
        ReachLimit limit =
                new ReachLimit("r", Covered.TOOLS, Set.of(), List.of(path.split("\\.")), 1_000, Duration.ofHours(1));
        return ArgumentValues.of(limit, Slice.of(arguments));
    }

    private static Set<ValueDigest> digests(String... values) {
        return Arrays.stream(values).map(ValueDigest::of).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1",
                "1.0 | 1",
                "1e0 | 1",
                "10E-1 | 1",
                "\"1\" | 1",
                "-0 | 0",
                "100 | 100",
                "1e2 | 100",
                "\"a\" | a",
                "\"\\u0061\" | a",
                "\"A\" | A",
                "\"1.0\" | 1.0",
                "true | true",
                "\"true\" | true",
                "12345678901234567890123 | 12345678901234567890123"
            })
    void equalValuesAreEqualHoweverTheyAreWritten(String written, String value) throws Exception {
        assertThat(read("id", "{\"x\":0,\"id\":" + written + "}")).isEqualTo(digests(value));
        assertThat(read("id", "{\"i\\u0064\":" + written + "}")).isEqualTo(digests(value));
    }

    @Test
    void eachEntryOfAListIsAValue() throws Exception {
        assertThat(read("to", "{\"to\":[\"a\",\"b\",\"a\",null]}")).isEqualTo(digests("a", "b"));
        assertThat(read("to.address", "{\"to\":[{\"address\":\"a\"},{\"address\":[\"b\",\"c\"]},{}]}"))
                .isEqualTo(digests("a", "b", "c"));
        assertThat(read("filter.customer.id", "{\"filter\":{\"customer\":{\"id\":7}}}"))
                .isEqualTo(digests("7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"id\":[]}", "{\"other\":{\"id\":1}}", "null"})
    void whatIsNotThereHasNoValue(String arguments) throws Exception {
        assertThat(read("id", arguments)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"id\":2}",
                "{\"id\":1,\"\\u0069d\":2}",
                "{\"a\":1,\"a\":2,\"id\":3}",
                "{\"id\":1,\"ID\":2}",
                "{\"Id\":1}",
                "{\"id\\u0000\":1}",
                "{\"\\u0130d\":1,\"\\u0131D\":2}",
                "{\"id\":{\"a\":1}}",
                "{\"id\":[[1]]}",
                "{\"id\":[{\"a\":1}]}",
                "{\"id\":1e99999999999}",
                "{\"id\":1e999}",
                "{\"id\":1e-999}",
                "[{\"id\":1}]",
                "\"id\"",
                "7"
            })
    void whatCanBeReadInTwoWaysIsRefused(String arguments) {
        assertThatThrownBy(() -> read("id", arguments))
                .isInstanceOf(UnfitValuesException.class)
                .message()
                .contains("id")
                .endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"a\":{\"b\":1},\"a\":{\"b\":2}}",
                "{\"a\":[{\"b\":1,\"x\":0,\"x\":0}]}",
                "{\"a\":{\"B\":1}}",
                "{\"a\":\"{}\"}"
            })
    void soIsWhatIsNested(String arguments) {
        assertThatThrownBy(() -> read("a.b", arguments)).isInstanceOf(UnfitValuesException.class);
    }

    /// An encoding would take both for a question mark.
    @Test
    void brokenPairsOfSurrogatesAreDifferent() throws Exception {
        assertThat(read("id", "{\"id\":[\"\\ud800\",\"\\ud801\",\"?\"]}")).hasSize(3);
    }

    @Test
    void thereAreNotTooManyAtOnce() {
        String many = java.util.stream.IntStream.range(0, 1_001)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        assertThatThrownBy(() -> read("id", "{\"id\":[" + many + "]}")).isInstanceOf(UnfitValuesException.class);
    }
}
