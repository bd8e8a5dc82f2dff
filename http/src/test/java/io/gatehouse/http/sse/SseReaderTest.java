package io.gatehouse.http.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules of the WHATWG HTML standard, section 9.2.
class SseReaderTest {

    /// The events of a stream read in pieces of one size, each as text.
    static List<String> read(byte[] stream, int piece, int limit) throws SseReader.TooLargeException {
        List<String> events = new ArrayList<>();
        SseReader reader = new SseReader(
                limit,
                event -> events.add(event.event() + "|" + event.id() + "|" + event.retryMillis() + "|"
                        + new String(event.data(), UTF_8)));
        for (int at = 0; at < stream.length; at += piece) {
            reader.read(stream, at, Math.min(piece, stream.length - at));
        }
        return events;
    }

    private static List<String> read(String stream) throws SseReader.TooLargeException {
        List<String> whole = read(stream.getBytes(UTF_8), Integer.MAX_VALUE >> 1, 1 << 20);
        assertThat(read(stream.getBytes(UTF_8), 1, 1 << 20)).isEqualTo(whole);
        return whole;
    }

    @Test
    void lineEndsAreCarriageReturnLineFeedOrBoth() throws Exception {
        assertThat(read("data: a\rdata: b\r\ndata: c\ndata: d\r\n\r\ndata: e\r\r"))
                .containsExactly("null|null|null|a\nb\nc\nd", "null|null|null|e");
    }

    @Test
    void aByteOrderMarkIsSkippedOnlyAtTheBeginning() throws Exception {
        assertThat(read("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).containsExactly("null|null|null|a");
    }

    @Test
    void oneSpaceAfterTheColonIsDropped() throws Exception {
        assertThat(read("data:a\ndata:  b\ndata\n\n")).containsExactly("null|null|null|a\n b\n");
    }

    @Test
    void commentsAndUnknownFieldsAreIgnored() throws Exception {
        assertThat(read(": hi\n\nfoo: bar\ndatabase: x\ndata: a\n: more\n\n")).containsExactly("null|null|null|a");
    }

    @Test
    void anIdWithNulAndARetryWithOtherThanDigitsAreIgnored() throws Exception {
        assertThat(read("id: a\0b\nretry: 1x\ndata: a\n\n")).containsExactly("null|null|null|a");
        assertThat(read("event: e\nid: 7\nretry: 15\ndata: a\n\n")).containsExactly("e|7|15|a");
    }

    @Test
    void anEventWithOnlyAnIdOrARetryIsGivenAndAnEmptyOneIsNot() throws Exception {
        assertThat(read("id: 7\n\nretry: 3000\n\nevent: x\n\ndata\n\n"))
                .containsExactly("null|7|null|", "null|null|3000|", "null|null|null|");
    }

    @Test
    void whatNoBlankLineEndsIsDropped() throws Exception {
        assertThat(read("data: a\n\ndata: b\n")).containsExactly("null|null|null|a");
    }

    @Test
    void aLongLineInSmallPiecesIsReadInOneGo() throws Exception {
        byte[] stream = new byte[8 << 20];
        Arrays.fill(stream, (byte) 'x');
        System.arraycopy("data: ".getBytes(UTF_8), 0, stream, 0, 6);
        stream[stream.length - 2] = '\n';
        stream[stream.length - 1] = '\n';
        assertThat(read(stream, 100, 64 << 20).getFirst()).hasSize("null|null|null|".length() + (8 << 20) - 8);
    }

    @Test
    void linesAndEventsPastTheLimitAreRefused() {
        for (String stream : List.of("data: 1234567890", "data: 1234567890\n", "data:1234\ndata:1234\ndata:1234\n")) {
            for (int piece : List.of(1, 100)) {
                assertThatThrownBy(() -> read(stream.getBytes(UTF_8), piece, 11))
                        .isInstanceOf(SseReader.TooLargeException.class);
            }
        }
    }
}
