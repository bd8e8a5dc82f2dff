package io.gatehouse.upstream.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Secrets;
import io.gatehouse.upstream.child.StderrReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void aValueIsHiddenHoweverItIsSpelled() {
        Secrets secrets = Secrets.of(List.of("p@ss word/\"1\"", "Bearer hush-hush-1", "x"));
        String encoded = Base64.getEncoder().encodeToString("p@ss word/\"1\"".getBytes(StandardCharsets.UTF_8));
        assertThat(secrets.hide("a p@ss word/\"1\" b " + encoded + " c p%40ss+word%2F%221%22 d hush-hush-1 x"))
                .isEqualTo("a *** b ***== c *** d *** x");
        assertThat(secrets.hide("{\"k\":\"p@ss word/\\\"1\\\"\"}")).isEqualTo("{\"k\":\"***\"}");
    }

    @Test
    void aValueIsHiddenInBase64AndHexadecimalDigitsOfMoreThanItself() {
        String value = "hush-hush?~1>";
        Secrets secrets = Secrets.of(List.of(value));
        for (String before : List.of("", "u", "us", "user", "user:", "user: ")) {
            for (String after : List.of("", "\n", "@h", "@host")) {
                byte[] bytes = (before + value + after).getBytes(StandardCharsets.UTF_8);
                for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                    String shown = secrets.hide("Basic " + encoder.encodeToString(bytes) + " end");
                    assertThat(shown).as(before + after).contains("***");
                    // A character on each side may hold bits of it, never a whole byte.
                    assertThat(shown.length()).isLessThanOrEqualTo(6 + 8 + 3 + 8 + 4 + 2);
                }
                String digits = HexFormat.of().formatHex(bytes);
                assertThat(secrets.hide(digits)).contains("***").doesNotContain("687573");
                assertThat(secrets.hide(digits.toUpperCase(Locale.ROOT)))
                        .contains("***")
                        .doesNotContain("687573");
            }
        }
    }

    @Test
    void linesOfAValueAndThePasswordOfAnAddressAreHidden() {
        Secrets secrets = Secrets.of(List.of("-----KEY-----\nMIIEvQIBADAN\n-----END-----", "https://u:hidden-pw@h/x"));
        assertThat(secrets.hide("MIIEvQIBADAN and hidden-pw")).isEqualTo("*** and ***");
        assertThat(Secrets.NONE.hide("see redis://:unknown-pw@cache:6379/0"))
                .isEqualTo("see redis://:***@cache:6379/0");
    }

    @Test
    void aValueIsHiddenWhicheverOfItsCharactersAreEscaped() {
        Secrets secrets = Secrets.of(List.of("hush-hush/\"1~*"));
        for (String text : List.of(
                "{\"k\":\"hush\\u002dhush\\/\\\"1~*\"}",
                "{\"k\":\"\\u0068ush-hush/\\u00221\\u007E*\"}",
                "k=%68ush%2dhush%2f%221%7e%2a",
                "k=hush-hush%2F%221%7E*")) {
            assertThat(secrets.hide(text)).contains("***").doesNotContain("ush");
        }
        for (String text : List.of("{\"k\":\"\\u002d\\/%2d\"}", "hush\\\\u002dhush", "C:\\users%zz\\", "\\u00")) {
            assertThat(secrets.hide(text)).isEqualTo(text);
        }
    }

    @Test
    void whatIsShortOrEmptyStays() {
        assertThat(Secrets.of(List.of("true", "8080", "")).hide("true on 8080")).isEqualTo("true on 8080");
    }

    @Test
    void noHalfOfASecretIsLeftWhereALineIsCut() throws Exception {
        String secret = "s3cret-".repeat(20);
        String line = "x".repeat(StderrReader.MAX_LINE_BYTES - 50) + secret;
        List<String> read = new ArrayList<>();
        new StderrReader(5, Secrets.of(List.of(secret)))
                .forEach(new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.UTF_8)), read::add);
        assertThat(read.getFirst()).doesNotContain("s3cret").endsWith("***");
    }
}
