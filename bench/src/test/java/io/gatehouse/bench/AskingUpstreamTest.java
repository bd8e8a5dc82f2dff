package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskingUpstreamTest {
    private static final Pattern QUESTION = Pattern.compile("\"id\":(\\d+),\"method\":\"elicitation/create\"");

    private SelectorServer upstream;
    private Thread thread;
    private Address address;

    @BeforeEach
    void start() throws IOException {
        upstream = AskingUpstream.server();
        thread = Thread.ofPlatform().start(upstream::run);
        address = new Address(upstream.port(), "/mcp");
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    @Test
    void eachCallEndsOnceItsOwnQuestionIsAnswered() throws IOException {
        try (Wire first = new Wire(address.port());
                Wire second = new Wire(address.port());
                Wire answers = new Wire(address.port())) {
            String question = question(first, 10_000_001);
            String other = question(second, 10_000_002);
            assertThat(question).isNotEqualTo(other);

            assertThat(answers.call(answer(other))).isEqualTo(202);
            second.await("\r\n0\r\n\r\n");
            assertThat(new String(second.body(), StandardCharsets.UTF_8))
                    .contains("\"id\":10000002,\"result\"", UpstreamAnswers.TEXT);

            assertThat(answers.call(answer(question))).isEqualTo(202);
            first.await("\"id\":10000001,\"result\"");
        }
    }

    @Test
    void aProbeFindsAServerOfALegacyRevision() throws IOException {
        try (Wire wire = new Wire(address.port())) {
            assertThat(wire.call(Calls.numbered(Calls.listen(address), 10_000_001)))
                    .isEqualTo(400);
            assertThat(wire.call(Calls.numbered(Calls.initialize(address), 10_000_002)))
                    .isEqualTo(200);
            assertThat(wire.header("Mcp-Session-Id")).isNotEmpty();
        }
    }

    private String question(Wire wire, int id) throws IOException {
        assertThat(wire.open(Calls.numbered(Calls.askingCall(address, "echo", ""), id)))
                .isEqualTo(200);
        wire.await("elicitation/create");
        Matcher question = QUESTION.matcher(new String(wire.body(), StandardCharsets.UTF_8));
        assertThat(question.find()).isTrue();
        return question.group(1);
    }

    private byte[] answer(String question) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":" + question + ",\"result\":{\"action\":\"decline\"}}";
        return ("POST " + address.path() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
