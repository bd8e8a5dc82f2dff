package io.gatehouse.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorEventsTest {
    private static ErrorEvents events() {
        return new ErrorEvents(() -> Secrets.of(List.of("secret")));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void onlyErrorsAreChangedHoweverTheStreamIsCut(int size) {
        String stream = ": secret talk\n\nevent: content_block_delta\ndata: {\"text\":\"secret\"}\n\n"
                + "event: error\r\ndata: {\"message\":\"secret\"}\r\n\r\n"
                + "data: {\"type\":\"error\",\"message\":\"secret\"}\n\n"
                + "data: {\"type\":\"content_block_delta\",\"text\":\"secret\"}\n\n"
                + "id: 3\revent:error\rdata: secret\r\revent: ping\ndata: secret\n\nevent: error\ndata: secret";
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        ErrorEvents events = events();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += size) {
            out.writeBytes(events.next(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
        }
        out.writeBytes(events.rest());
        assertThat(text(out.toByteArray()))
                .isEqualTo(": *** talk\n\nevent: content_block_delta\ndata: {\"text\":\"secret\"}\n\n"
                        + "event: error\r\ndata: {\"message\":\"***\"}\r\n\r\n"
                        + "data: {\"type\":\"error\",\"message\":\"***\"}\n\n"
                        + "data: {\"type\":\"content_block_delta\",\"text\":\"secret\"}\n\n"
                        + "id: 3\revent:error\rdata: ***\r\revent: ping\ndata: secret\n\nevent: error\ndata: ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"event: ping\ndata: {}\n\n", "event: ping\r\ndata: {}\r\n\r\n", ":\r\n\r\n"})
    void anEventThatIsCompleteIsNotKeptBack(String event) {
        ErrorEvents events = events();
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        assertThat(text(events.next(bytes))).isEqualTo(event);
        assertThat(text(events.next(bytes))).isEqualTo(event);
    }

    @Test
    void anErrorWithoutEndIsNotCollectedWithoutEnd() {
        ErrorEvents events = events();
        byte[] first = events.next("event: error\ndata: ".getBytes(StandardCharsets.UTF_8));
        byte[] much = events.next("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        assertThat(first).isEmpty();
        assertThat(much.length).isGreaterThan(900_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"request_id\":\"req_011CQ2xYzAbCdEfGhIjKlMnOpQrStUvWxYz-and-more\",\"type\":\"error\",",
                "data: {\"request_id\":\"req_011CQ2xYzAbCdEfGhIjKlMnOpQrStUvWxYz\",\ndata: \"\\u0065rror\":",
                "\u00ef\u00bb\u00bfevent: error\ndata: ",
                "event: ping\nevent: error\ndata: ",
                "data: {}\nevent: error\ndata: "
            })
    void anErrorIsFoundWhereverItsEventTellsIt(String begun) {
        for (int size : new int[] {1, 7, 1_000}) {
            assertThat(relayed(begun + "secret\"}\n\ndata: secret\n\n", size))
                    .isEqualTo(begun + "***\"}\n\ndata: secret\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event: error\ndata: ", "data: "})
    void aSecretIsNotCutInAVeryLargeEvent(String begun) {
        for (int length = (64 << 10) - begun.length() - 5; length < 64 << 10; length++) {
            String large = begun + "x".repeat(length);
            String shown = relayed(large + "secret\n\ndata: secret\n\n", 10_000);
            assertThat(shown).hasSize(large.length() + 19).startsWith(begun).endsWith("x***\n\ndata: secret\n\n");
        }
    }

    private static String relayed(String stream, int size) {
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        ErrorEvents events = events();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += size) {
            out.writeBytes(events.next(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
        }
        out.writeBytes(events.rest());
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
