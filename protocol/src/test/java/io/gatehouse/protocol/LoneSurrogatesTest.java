package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Half a character is replaced, and nothing else.
class LoneSurrogatesTest {
    @ParameterizedTest
    @CsvSource({
        "'\"\\ud83d\"', '\"\\ufffd\"'",
        "'\"\\uDE00\\ud83d\\ud83d\\ude00\"', '\"\\ufffd\\ufffd\\ud83d\\ude00\"'",
        "'\"\\\\\\ud83d\"', '\"\\\\\\ufffd\"'",
    })
    void escapesOfHalvesAreReplaced(String json, String mended) {
        Slice whole = Slice.of(json);
        assertThat(LoneSurrogates.replaced(whole).text()).isEqualTo(mended);
        assertThat(whole.text()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud83d\\ude00\"", "\"\\\\ud83d\"", "\"\\ud8", "\"\\ud8zz\"", "\"\\u00d8\"", "\"\\"})
    void everythingElseStaysAsItIs(String json) {
        Slice slice = Slice.of(json);
        assertThat(LoneSurrogates.replaced(slice)).isSameAs(slice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00\ud83d\ude00", "x\ud83dy\ud83d", "\ud83d\ude00"})
    void halvesInTextsAreReplacedOrEscaped(String text) {
        StringBuilder replaced = new StringBuilder();
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            replaced.appendCodePoint(half ? 0xfffd : point);
            if (half) {
                escaped.append("\\u").append(Integer.toHexString(point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        assertThat(LoneSurrogates.replaced(text)).isEqualTo(replaced.toString());
        assertThat(LoneSurrogates.escaped(text)).isEqualTo(escaped.toString());
    }
}
