package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "get_*, get_order, true",
        "get_*, forget_order, false",
        "*_admin, drop_admin, true",
        "*, anything, true",
        "*, '', true",
        "g?t, get, true",
        "g?t, gt, false",
        "a, a, true",
        "a, ab, false",
        "a*b, ac, false",
        "a*c*, abcd, true",
        "a*b*c, aXbYc, true",
        "a*b*c, aXbY, false",
        "a.b, aXb, false",
        "'', x, false"
    })
    void starsAndQuestionMarksStandForText(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void anExactNameCountsBeforeThePatternsAndTheFirstOfThem() {
        List<String> entries = List.of("claude-*", "*", "claude-opus");
        assertThat(Glob.best(entries, Function.identity(), "claude-opus")).isEqualTo("claude-opus");
        assertThat(Glob.best(entries, Function.identity(), "claude-other")).isEqualTo("claude-*");
        assertThat(Glob.best(entries, Function.identity(), "other")).isEqualTo("*");
        assertThat(Glob.best(List.of("claude-?"), Function.identity(), "other")).isNull();
    }

    @Test
    void onlyAPatternIsOpen() {
        assertThat(new Glob("get_*").open()).isTrue();
        assertThat(new Glob("g?t").open()).isTrue();
        assertThat(new Glob("get").open()).isFalse();
    }

    @Test
    void aNameThatIsTooLongMatchesNothing() {
        assertThat(new Glob("*").matches("a".repeat(Glob.MAX_NAME))).isTrue();
        assertThat(new Glob("*").matches("a".repeat(Glob.MAX_NAME + 1))).isFalse();
    }
}
