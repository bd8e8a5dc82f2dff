package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    private final List<String> seen = new ArrayList<>();
    private final LineReader.Lines lines = new LineReader.Lines() {
        @Override
        public void line(Slice line) {
            seen.add(line.text());
        }

        @Override
        public void tooLong(String beginning) {
            seen.add("too long: " + beginning);
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void cutsLinesHoweverTheyArrive(int chunk) {
        read(new LineReader(100, lines), "one\r\n\n  \r\ntwo\n{\"é\":1}\nlast", chunk);

        assertThat(seen).containsExactly("one", "two", "{\"é\":1}", "last");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100})
    void skipsLinesPastTheBoundAndGoesOn(int chunk) {
        read(new LineReader(5, lines), "12345\r\n123456\nab\n1234567890\n12345\n123456", chunk);

        assertThat(seen).hasSize(6);
        assertThat(seen.get(0)).isEqualTo("12345");
        assertThat(seen.get(1)).startsWith("too long: 12345");
        assertThat(seen.get(2)).isEqualTo("ab");
        assertThat(seen.get(3)).startsWith("too long: 12345");
        assertThat(seen.get(4)).isEqualTo("12345");
        assertThat(seen.get(5)).startsWith("too long: 12345");
    }

    @Test
    void aLineWithoutRoomThatNeverEndsIsToldAsSoonAsItPassesTheBound() {
        LineReader.Room none = new LineReader.Room() {
            @Override
            public boolean take(int bytes) {
                return false;
            }

            @Override
            public void give() {}
        };
        LineReader reader = new LineReader(2 * LineReader.SMALL, lines, none);
        byte[] chunk = "x".repeat(LineReader.SMALL).getBytes(StandardCharsets.UTF_8);
        reader.read(chunk, 0, chunk.length);
        reader.read(chunk, 0, chunk.length);
        assertThat(seen).isEmpty();
        reader.read(chunk, 0, chunk.length);
        assertThat(seen).singleElement().asString().startsWith("too long: xxx");
        reader.read("x\nnext\n".getBytes(StandardCharsets.UTF_8), 0, 7);
        assertThat(seen).hasSize(2).last().isEqualTo("next");
    }

    @Test
    void givesEachLineAnArrayOfItsOwn() {
        List<Slice> kept = new ArrayList<>();
        LineReader reader = new LineReader(100, new LineReader.Lines() {
            @Override
            public void line(Slice line) {
                kept.add(line);
            }

            @Override
            public void tooLong(String beginning) {}
        });
        byte[] chunk = "abc\n".getBytes(StandardCharsets.UTF_8);
        reader.read(chunk, 0, 4);
        chunk[0] = 'x';
        reader.read(chunk, 0, 4);

        assertThat(kept).containsExactly(Slice.of("abc"), Slice.of("xbc"));
    }

    @Test
    void putsAMessageOnOneLine() {
        byte[] line = LineFraming.line(Slice.of("{\r\n\"a\": \"b\\n\"\n}"));

        assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo("{  \"a\": \"b\\n\" }\n");
    }

    private static void read(LineReader reader, String text, int chunk) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += chunk) {
            reader.read(bytes, at, Math.min(chunk, bytes.length - at));
        }
        reader.end();
    }
}
