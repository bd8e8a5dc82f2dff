package io.gatehouse.gateway.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.seal.Sha256;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person is shown of a call before agreeing to it.
class CallTextTest {
    private static String shown(String arguments) {
        CallText text = CallText.folded("crm", "delete", arguments);
        assertThat(text.complete()).isTrue();
        assertThat(text.text()).startsWith("    server: crm\n    tool: delete\n");
        return text.text().substring("    server: crm\n    tool: delete\n".length());
    }

    @Test
    void everyArgumentHasALine() {
        assertThat(shown("{ \"id\" : 1.10,\n\t\"list\":[1,{\"a\":null}],\"ok\":true}"))
                .isEqualTo("""
                    arguments:
                      "id": 1.10
                      "list": [1, {"a": null}]
                      "ok": true
                """);
        assertThat(shown("{}")).isEqualTo("    arguments: {}\n");
        assertThat(shown("")).isEmpty();
        assertThat(shown("[1,\"a\"]")).isEqualTo("    arguments: [1, \"a\"]\n");
    }

    /// Which of two counts is up to the server.
    @Test
    void aNameThatOccursTwiceIsShownTwice() {
        assertThat(shown("{\"id\":1,\"id\":2,\"\\u0069d\":3}")).contains("\"id\": 1", "\"id\": 2", "\"id\": 3");
    }

    @Test
    void escapesAreResolvedAndLinesStayLines() {
        assertThat(shown("{\"command\":\"\\u0072m -rf /\\nok\"}")).contains("\"command\": \"rm -rf /\\nok\"\n");
        assertThat(shown("{\"a\":\"x\\\"\\n    tool: read\"}").lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31m",
                "\u009b31m",
                "\u202e",
                "\u2066",
                "\u200b",
                "\u200d",
                "\u00ad",
                "\u00a0",
                "\u3000",
                "\u2028",
                "\ufeff",
                "\ufe0f",
                "\u3164",
                "\u2800",
                "\u115f",
                "\u034f",
                "\ue000",
                "\ud800",
                "\u007f",
                "\u0000",
                "\udb40\udc41",
                "<",
                ">",
                "&",
                "`"
            })
    void whatCannotBeSeenOrMeansSomethingElsewhereIsEscaped(String odd) {
        String text = SafeText.quoted("a" + odd + "b");
        assertThat(text)
                .startsWith("\"a\\u")
                .endsWith("b\"")
                .doesNotContain(odd)
                .matches("[\\x20-\\x7e]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grüße", "ключ", "鍵", "مفتاح", "🔑", "हिन्दी", "e\u0301", "a  b", "[x](y) *z* #1"})
    void whatCanBeSeenStaysAsItIs(String text) {
        assertThat(SafeText.inner(text)).isEqualTo(text);
    }

    @Test
    void marksDoNotPileUpAndSpacesDoNotPushTextAway() {
        assertThat(SafeText.inner("a\u0301\u0301\u0301")).isEqualTo("a\u0301\u0301\\u0301");
        assertThat(SafeText.inner("\u0338x")).isEqualTo("\\u0338x");
        assertThat(SafeText.inner("a" + " ".repeat(4) + "b")).isEqualTo("a  \\u0020\\u0020b");
    }

    @ParameterizedTest
    @CsvSource({"delete_all,delete_all", "a b,'\"a b\"'", "'\u202ex','\"\\u202ex\"'", "'',''"})
    void namesThatAreNotPlainAreQuoted(String name, String shown) {
        assertThat(SafeText.name(name)).isEqualTo(shown.isEmpty() ? "\"\"" : shown);
    }

    @Test
    void longValuesAreFolded() {
        String value = "a".repeat(300) + "evil" + "z".repeat(300);
        String text = shown("{\"sql\":\"" + value + "\"}");
        assertThat(text)
                .contains("\"sql\": \"" + "a".repeat(200)
                        + "\" ... (304 characters not shown; SHA-256 of the whole value: " + Sha256.hex(value)
                        + ") ... \"" + "z".repeat(100) + "\"\n")
                .doesNotContain("evil");
        assertThat(CallText.whole("crm", "delete", "{\"sql\":\"" + value + "\"}")
                        .text())
                .contains(value);
        assertThat(shown("{\"n\":" + "9".repeat(1_000) + "}")).contains("700 characters not shown");
    }

    @Test
    void noCharacterIsCutInHalf() {
        assertThat(shown("{\"k\":\"" + "🔑".repeat(450) + "\"}"))
                .contains("🔑\" ... (")
                .doesNotContain("\\ud");
    }

    @Test
    void whatIsTooMuchIsNotShownAsIfItWereAll() {
        String many = IntStream.range(0, 2_000)
                .mapToObj(at -> "\"k" + at + "\":" + at)
                .collect(Collectors.joining(","));
        assertThat(CallText.folded("crm", "delete", "{" + many + "}").complete())
                .isFalse();
        assertThat(CallText.whole("crm", "delete", "{" + many + "}").complete()).isTrue();
        String huge = "\"" + "x".repeat(256 << 10) + "\"";
        assertThat(CallText.folded("crm", "delete", huge).complete()).isFalse();
    }

    @Test
    void deepArgumentsAreShown() {
        String deep = "[".repeat(100) + "]".repeat(100);
        assertThat(shown("{\"a\":" + deep + "}")).contains(deep);
        for (String odd : List.of("true", "null", "-1e9", "\"text\"")) {
            assertThat(shown(odd)).isEqualTo("    arguments: " + odd + "\n");
        }
    }
}
