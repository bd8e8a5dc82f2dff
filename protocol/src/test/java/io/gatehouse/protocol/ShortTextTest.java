package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortTextTest {
    @ParameterizedTest
    @CsvSource({"'', 0, ''", "abc, 3, abc", "abcd, 3, abc…", "abc, 0, …", "a🚪b, 2, a…", "a🚪b, 3, a🚪…", "a🚪, 3, a🚪"
    })
    void onlyWhatIsTooLongIsCutAndNoCharacterInHalf(String text, int most, String shown) {
        assertThat(ShortText.of(text, most)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, ''",
        "abc, 3, abc",
        "abcd, 3, abc",
        "abc, 0, ''",
        "abc, -5, ''",
        "aé, 2, a",
        "aé, 3, aé",
        "a🚪b, 4, a",
        "a🚪b, 5, a🚪"
    })
    void bytesAreCutBetweenCharacters(String text, int most, String beginning) {
        assertThat(ShortText.ofBytes(text, most)).isEqualTo(beginning);
    }
}
