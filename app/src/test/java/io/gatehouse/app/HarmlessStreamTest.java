package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.HarmlessStream;
import io.gatehouse.app.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class HarmlessStreamTest {
    private static final String TITLE = "\u001b]0;owned\u0007\u009b31mred\u202eback\rover\u007f";

    @Test
    void escapeSequencesOfAServerDoNotReachTheTerminal() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, false, false, name -> null);
        terminal.out().println(TITLE);
        terminal.err().print("tab\tand\r\nline é😀\n");
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\\u001b]0;owned\\u0007\\u009b31mred\\u202eback\\u000dover\\u007f\ntab\tand\nline é😀\n");
    }

    @Test
    void jsonStaysTheSameJson() {
        String json = "{\"a\":\"x\u009b\u202e\u007fy\"}";
        String shown = HarmlessStream.harmless(json);
        assertThat(shown).isEqualTo("{\"a\":\"x\\u009b\\u202e\\u007fy\"}");
        JsonMapper mapper = new JsonMapper();
        assertThat(mapper.readTree(shown)).isEqualTo(mapper.readTree(json));
    }
}
