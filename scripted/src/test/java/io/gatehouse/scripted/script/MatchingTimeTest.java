package io.gatehouse.scripted.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Texts of callers are compared with the patterns of a script in bounded time.
class MatchingTimeTest {
    @ParameterizedTest
    @CsvSource({
        "a*b*c, aXbYc, true",
        "a*b*c, aXbY, false",
        "*, anything, true",
        "ab*ba, aba, false",
        "a*, a, true",
        "exact, exact, true",
        "exact, exactly, false",
        "**b, ab, true"
    })
    void starsStandForAnyText(String pattern, String name, boolean matches) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void aPatternOfManyStarsIsComparedInNoTime() {
        long began = System.nanoTime();
        assertThat(Glob.of("*a*a*a*a*a*a*a*a*b").matches("a".repeat(100_000))).isFalse();
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
    }

    @Test
    void anExpressionThatTriesEveryWayToMatchIsNotFound() {
        TextMatch match =
                new TextMatch(List.of(TextMatch.alternative("/^(a+)+$/"), TextMatch.alternative("/(x|y)*z/")));
        long began = System.nanoTime();
        assertThat(match.find("a".repeat(60) + "!")).isNull();
        assertThat(match.find("xy".repeat(100_000))).isNull();
        assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
        assertThat(match.find("aaa").group()).isEqualTo("aaa");
    }
}
