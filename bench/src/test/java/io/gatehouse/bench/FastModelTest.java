package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FastModelTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOOLS = ",\"tools\":[{\"name\":\"echo\",\"input_schema\":{\"type\":\"object\"}}]";

    private SelectorServer model;
    private Thread thread;
    private int port;

    @BeforeEach
    void start() throws IOException {
        model = FastModel.server();
        thread = Thread.ofPlatform().start(model::run);
        port = model.port();
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void questionsHaveTwoKilobytes(boolean stream) {
        List<String> questions = List.of(
                Questions.plain(port, Script.ofCalls(0), stream), Questions.withMcp(port, Script.ofCalls(8), stream));

        assertThat(questions).allSatisfy(question -> {
            String body = new String(Questions.numbered(question, 10_000_000), StandardCharsets.US_ASCII)
                    .split("\r\n\r\n", -1)[1];
            assertThat(body).hasSize(Questions.BYTES);
            assertThat(JSON.readTree(body).path("stream").asBoolean()).isEqualTo(stream);
        });
    }

    @Test
    void answersWithAWholeMessage() throws IOException {
        JsonNode message = ask(Questions.body(Script.ofCalls(0).model(), false, ""));

        assertThat(message.at("/content/0/type").asString()).isEqualTo("text");
        assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
        assertThat(message.path("model").asString()).isEqualTo("fast-0-20-0");
    }

    @Test
    void callsTheFirstToolUntilItHasItsResults() throws IOException {
        String model = Script.ofCalls(2).model();
        String result = ",\"also\":[{\"type\":\"tool_result\"}]";

        JsonNode first = ask(Questions.body(model, false, TOOLS));
        JsonNode second = ask(Questions.body(model, false, result + TOOLS));
        JsonNode last = ask(Questions.body(model, false, result + result + TOOLS));

        assertThat(first.at("/content/0/name").asString()).isEqualTo("echo");
        assertThat(second.at("/content/0/name").asString()).isEqualTo("echo");
        assertThat(second.at("/content/0/input")).isNotEqualTo(first.at("/content/0/input"));
        assertThat(last.path("stop_reason").asString()).isEqualTo("end_turn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TOOLS})
    void streamsEveryEventOnce(String tools) throws IOException {
        Script script = new Script(tools.isEmpty() ? 0 : 1, 300, 0);
        try (Wire wire = new Wire(port)) {
            int status = wire.open(request(Questions.body(script.model(), true, tools)));
            wire.await("\r\n0\r\n\r\n");
            String text = new String(wire.body(), StandardCharsets.UTF_8);

            assertThat(status).isEqualTo(200);
            assertThat(text.split("event: message_start\n", -1)).hasSize(2);
            assertThat(text.split("event: message_stop\n", -1)).hasSize(2);
            if (tools.isEmpty()) {
                assertThat(text.split("event: ", -1)).hasSize(script.events() + 1);
                assertThat(text.split("\"text_delta\"", -1)).hasSize(script.deltas() + 1);
            } else {
                assertThat(text).contains("\"partial_json\":\"{\\\"text\\\":").contains("\"tool_use\"");
            }
        }
    }

    @Test
    void streamsOneAfterTheOtherOnAConnectionAndFindsTheFirstToken() throws IOException {
        byte[] token = "content_block_delta".getBytes(StandardCharsets.US_ASCII);
        byte[] request = request(Questions.body(new Script(0, 5_000, 0).model(), true, ""));
        try (Wire wire = new Wire(port)) {
            for (int stream = 0; stream < 3; stream++) {
                assertThat(wire.stream(request, token)).isEqualTo(200);
                assertThat(wire.foundAt()).isPositive();
            }
            assertThat(wire.stream(request, "nowhere".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(200);
            assertThat(wire.foundAt()).isZero();
        }
    }

    @Test
    void sendsPacedPiecesUntilTheEnd() throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.open(request(Questions.body(new Script(0, 10, 5).model(), true, "")));
            wire.await("message_stop");

            assertThat(new String(wire.body(), StandardCharsets.UTF_8).split("\"text_delta\"", -1))
                    .hasSize(11);
        }
    }

    @Test
    void countsTheStreamsOfSeveralConnections() throws IOException, InterruptedException {
        String question = Questions.plain(port, Script.ofCalls(0), true);

        StreamLoad load = StreamLoad.run(port, question, 3, 1);

        assertThat(load.streams()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        try (Wire wire = new Wire(port)) {
            assertThat(wire.call(request(Questions.body("another", false, "")))).isEqualTo(400);
            assertThat(wire.call(request(Questions.body(Script.ofCalls(1).model(), false, ""))))
                    .isEqualTo(400);
            assertThat(wire.call(Questions.numbered(Questions.post(port, "/v1/files", "", "{}"), 10_000_000)))
                    .isEqualTo(404);
        }
    }

    private JsonNode ask(String body) throws IOException {
        try (Wire wire = new Wire(port)) {
            assertThat(wire.call(request(body))).isEqualTo(200);
            return JSON.readTree(wire.body());
        }
    }

    private byte[] request(String body) {
        return Questions.numbered(Questions.post(port, "/v1/messages", "", body), 10_000_000);
    }
}
