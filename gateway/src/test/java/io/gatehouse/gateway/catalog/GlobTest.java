package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "get_*, get_order, true",
        "get_*, forget_order, false",
        "*_admin, drop_admin, true",
        "*, anything, true",
        "g?t, get, true",
        "g?t, gt, false",
        "a*b*c, aXbYc, true",
        "a*b*c, aXbY, false",
        "a.b, aXb, false",
        "'', x, false"
    })
    void starsAndQuestionMarksStandForText(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
    }
}
