package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateMatcherTest {
    @ParameterizedTest
    @CsvSource({
        "order://{id}, order://7, true",
        "order://{id}, order://7/lines, false",
        "order://{id}, order://, true",
        "order://{id}/lines, order://7/lines, true",
        "order://{id}/lines, order:///lines, true",
        "file:///{+path}, file:///a/b/c, true",
        "file:///{+path}.txt, file:///a/b.txt/c.txt, true",
        "file:///{+path}.txt, file:///a/b.md, false",
        "x://{a}-{b}, x://1-2-3, true",
        "x://{a}/{b}, x://1/2/3, false",
        "x://{a}{+b}!, x://1/2!, true",
        "'q://{?a,b}', 'q://?a=1&b=2', true",
        "x://{list*}, x://1/2, true",
        "x://{, x://{, true",
        "x://{, x://y, false",
        "plain, plain, true",
        "plain, plainer, false",
        "{+all}, anything at all, true",
        "a{+x}a, a, false",
        "a{+x}a, aa, true",
        "{x}ab{y}ab, 1ab2abab, true",
        "'', '', true",
        "'', x, false"
    })
    void expressionsStandForText(String template, String uri, boolean matches) {
        TemplateMatcher matcher = new TemplateMatcher(template);
        assertThat(matcher.matches(uri)).isEqualTo(matches);
        assertThat(matcher.mayMatch(uri) || !matches).isTrue();
    }

    @Test
    void aTemplatePastTheBoundsMatchesNothing() {
        assertThat(new TemplateMatcher("x://" + "{+a}".repeat(32)).matches("x://1"))
                .isTrue();
        assertThat(new TemplateMatcher("x://" + "{+a}".repeat(33)).matches("x://1"))
                .isFalse();
        assertThat(new TemplateMatcher("x".repeat(2_049)).matches("x".repeat(2_049)))
                .isFalse();
        assertThat(new TemplateMatcher("x://{+a}").matches("x://" + "a".repeat(8_189)))
                .isFalse();
    }
}
