package io.gatehouse.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UriTemplateTest {
    @Test
    void eachVariableTakesAsMuchAsItCan() {
        assertThat(new UriTemplate("x://{a}/{+b}.{c}").match("x://1/2/3.4.5"))
                .isEqualTo(Optional.of(Map.of("a", "1", "b", "2/3.4", "c", "5")));
        assertThat(new UriTemplate("x://{+a}{b}").match("x://1+%20?"))
                .as("b must not hold a question mark")
                .isEmpty();
        assertThat(new UriTemplate("x://{a}").match("x://a%20b+c")).isEqualTo(Optional.of(Map.of("a", "a b+c")));
        assertThat(new UriTemplate("x://{a}").match("x://")).isEmpty();
        assertThat(new UriTemplate("x://{a}").match("x://%zz")).isEmpty();
    }

    @Test
    void aUriThatCouldMatchInManyWaysIsRefusedAtOnce() {
        UriTemplate template = new UriTemplate("x://{+a}{+b}{+c}{+d}!");
        long began = System.nanoTime();
        assertThat(template.match("x://" + "a".repeat(8_000))).isEmpty();
        assertThat(template.match("x://" + "a".repeat(8_000) + "!b")).isEmpty();
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
        assertThatThrownBy(() -> new UriTemplate("x://" + "{+a}".repeat(33))).hasMessageContaining("expressions");
    }
}
