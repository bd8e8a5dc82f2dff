package io.gatehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.DocumentReader;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read as it was. Left out are `<<`, which the reader takes for a merge wherever it stands.
class YamlWriterTest {
    private static final String SIGNS =
            "aZ09 -_.:,;#&*!|>'\"%@`?{}[]()=<$/~\\\t\n\r\u0007\u007f\u0085\u2028\ufeff\u00e9";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "  a",
                "a ",
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "n",
                "true",
                "null",
                "~",
                ".inf",
                ".NaN",
                "=",
                "8080",
                "1e3",
                "0x1f",
                "0o17",
                "1_000",
                "1:30",
                "-1",
                "+1",
                ".5",
                "1.",
                "2026-11-29",
                "1m",
                "-y",
                "- a",
                "a: b",
                "a:",
                ":a",
                "a #b",
                "#a",
                "@scope/name",
                "`x`",
                "%x",
                "!tag",
                "&anchor",
                "*alias",
                "? a",
                "| a",
                "> a",
                "'a'",
                "\"a\"",
                "{a}",
                "[a]",
                "${ROOT}",
                "a,b",
                "---",
                "...",
                "--- a",
                "a\nb",
                "a\n",
                "\na",
                "a\n\n",
                "  a\nb",
                "a\n  b\n",
                "a \nb",
                "a\r\nb",
                "a\rb",
                "a\tb",
                "\ta",
                "a\u0000b",
                "a\u007fb",
                "a\u0085b",
                "a\u2028b",
                "a\ufeffb",
                "\ufeffa",
                "\ufffe",
                "\uffff",
                "a\ud83d\udeaab",
                "C:\\x\\y",
                "https://crm.example.com/mcp"
            })
    void aTextComesBackAsValueKeyAndElement(String text) {
        comesBack(text);
    }

    @Test
    void anyTextComesBack() {
        Random random = new Random(8420);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
            }
            // U+0085 in a text of several lines is a line break for the reader.
            if (text.indexOf("\n") < 0 || text.indexOf("\u0085") < 0) {
                comesBack(text.toString());
            }
        }
        comesBack("a b ".repeat(500));
    }

    private static void comesBack(String text) {
        String written = YamlWriter.write(Map.of("k", Map.of(text, List.of(text, Map.of("v", text)))));
        Problems problems = new Problems();
        Node read = DocumentReader.own(new Source("x.yaml", Path.of("/nowhere")), problems)
                .read(written.getBytes(StandardCharsets.UTF_8));
        assertThat(problems.errors()).as(written).isEmpty();
        Node.Mapping inner = (Node.Mapping) entry(read, "k");
        assertThat(inner.entries()).as(written).containsOnlyKeys(text);
        Node.Sequence list = (Node.Sequence) inner.entries().get(text).value();
        is(list.items().getFirst(), text, written);
        is(entry(list.items().get(1), "v"), text, written);
    }

    private static Node entry(Node mapping, String key) {
        return ((Node.Mapping) mapping).entries().get(key).value();
    }

    private static void is(Node node, String text, String written) {
        assertThat(node).isInstanceOfSatisfying(Node.Scalar.class, scalar -> {
            assertThat(scalar.type()).as(written).isEqualTo(Node.Scalar.Type.TEXT);
            assertThat(scalar.value()).as(written).isEqualTo(text);
        });
    }
}
