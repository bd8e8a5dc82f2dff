package io.gatehouse.doors.messages.loop;

import static io.gatehouse.doors.messages.loop.MessagesLoopTest.types;
import static io.gatehouse.doors.messages.loop.OddProvider.CALL;
import static io.gatehouse.doors.messages.loop.OddProvider.END;
import static io.gatehouse.doors.messages.loop.OddProvider.START;
import static io.gatehouse.doors.messages.loop.OddProvider.TEXT;
import static io.gatehouse.doors.messages.loop.OddProvider.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.WholeResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Providers that write what is allowed in ways of their own, and some that write what is not.
class OddProvidersTest {
    private static final String[] SAME = {
        "as it is",
        "spaces behind",
        "carriage returns",
        "byte by byte",
        "keys in another order",
        "over several lines",
        "without names",
        "with comments",
        "with odd members",
        "without its last event",
        "with [DONE] for its last event",
        "with [DONE] behind its last event"
    };

    private static String written(String how, String stream) {
        return switch (how) {
            case "spaces behind" ->
                stream.replace("\"}}\n", "\"}         }     \n").replace("0}\n", "0   }\n");
            case "carriage returns" -> stream.replace("\n", "\r\n");
            case "keys in another order" ->
                stream.replaceAll(
                                "\\{\"type\":\"content_block_delta\",\"index\":0,(.*)}\n",
                                "{\"index\":0,$1,\"type\":\"content_block_delta\"}\n")
                        .replace(
                                "{\"type\":\"content_block_stop\",\"index\":0}",
                                "{\"index\":0,\"type\":\"content_block_stop\"}");
            case "over several lines" -> stream.replace(",\"index\"", ",\ndata: \"index\"");
            case "without names" -> stream.replaceAll("event: .*\n", "");
            case "with comments" -> stream.replace("event: ", ": comment\n\nretry: 5\nevent: ");
            case "with odd members" ->
                stream.replace("data: {", "data: {\"\\ud83d\":1,\"\\u0000\":\"\\udc00\",\"x\":1e999999,\"x\":[],");
            case "without its last event" -> stream.replaceAll("event: message_stop\n.*\n", "");
            case "with [DONE] for its last event" -> stream.replaceAll("event: message_stop\n.*\n", "data: [DONE]\n");
            case "with [DONE] behind its last event" -> stream + "data: [DONE]\n\n";
            default -> stream;
        };
    }

    @Test
    void aMessageThatBeginsTwiceTheSameBeginsOnce() throws Exception {
        OddProvider model = stream(START + START + TEXT + END);
        try (LoopBed bed = new LoopBed(model)) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.data().stream().map(Trees::type))
                    .containsOnlyOnce("message_start")
                    .doesNotContain("error");
            assertThat(events.message().at("/usage/input_tokens").asInt()).isEqualTo(1);
        }
    }

    @Test
    void halvesOfACharacterInTwoEventsAreOne() throws Exception {
        String delta = """
                event: content_block_delta
                data: {"index":0,"type":"content_block_delta","delta":{"type":"text_delta","text":"HALF"}}

                """;
        String halves = delta.replace("HALF", "x\\ud83d") + delta.replace("HALF", "\\ude00");
        OddProvider model = stream(
                START
                        + TEXT.replaceFirst("(?s)event: content_block_delta.*?\n\n", "HALVES")
                                .replace("HALVES", halves)
                        + CALL.substring(START.length())
                                .replace("\"index\":0", "\"index\":1")
                                .replace("INPUT", "{\\\"text\\\":\\\"\\\\ud83d\\\"}"),
                START + TEXT + END);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode answer = bed.stream(LoopBed.ask("Go")).message();
            assertThat(answer.at("/content/0/text").asString()).isEqualTo("x\ud83d\ude00");
            assertThat(bed.shop().calls.getFirst().arguments().path("text").asString())
                    .isEqualTo("\ufffd");
            JsonNode told = model.asked.get(1).at("/messages/1/content");
            assertThat(told.at("/0/text").asString()).isEqualTo("x\ud83d\ude00");
            assertThat(told.at("/1/input/text").asString()).isEqualTo("\ufffd");
        }
    }

    static String[] same() {
        return SAME;
    }

    @ParameterizedTest
    @MethodSource("same")
    void theSameStreamMayBeWrittenInManyWays(String how) throws Exception {
        OddProvider odd = new OddProvider(
                "text/event-stream",
                how.equals("byte by byte"),
                written(how, CALL.replace("INPUT", "{\\\"text\\\": \\\"hi\\\"}")),
                written(how, START + TEXT + END));
        try (LoopBed bed = new LoopBed(odd)) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.shape())
                    .containsExactly(
                            "message_start",
                            "0 start mcp_tool_use",
                            "0 input_json_delta ",
                            "0 stop",
                            "1 start mcp_tool_result",
                            "1 stop",
                            "2 start text",
                            "2 text_delta ",
                            "2 stop",
                            "message_delta end_turn",
                            "message_stop");
            ObjectNode message = events.message();
            assertThat(message.at("/content/1/content/0/text").asString()).isEqualTo("hi");
            assertThat(message.at("/content/2/text").asString()).isEqualTo("a \"b\" é \\");
            assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(10);
        }
    }

    @Test
    void eventsAndBlocksOfTheFuturePass() throws Exception {
        String future = """
                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"hologram","shape":"","size":1}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","shape":"cube","size":2}}

                event: content_block_glow
                data: {"type":"content_block_glow","index":0,"glow":1.50}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                """;
        try (LoopBed bed = new LoopBed(stream(CALL.replace("INPUT", ""), START + future + END))) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.shape())
                    .contains("2 start hologram", "2 hologram_delta ", "content_block_glow", "2 stop");
            assertThat(events.await(data -> data.has("glow")).toString())
                    .isEqualTo("{\"type\":\"content_block_glow\",\"index\":2,\"glow\":1.50}");
        }
    }

    @Test
    void blocksOfTheFutureGoBackToTheModelAsTheyAddUp() throws Exception {
        String blocks = """
                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"hologram","shape":"","size":1}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","shape":"cu","size":2}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","shape":"be","size":3}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                """;
        String call = CALL.replace("INPUT", "").substring(START.length()).replace("\"index\":0", "\"index\":1");
        OddProvider odd = stream(START + blocks + call, START + TEXT + END);
        try (LoopBed bed = new LoopBed(odd)) {
            assertThat(bed.stream(LoopBed.ask("Go")).awaitEnd()).isEqualTo("ended");
            JsonNode said = odd.asked.get(1).at("/messages/1/content/0");
            assertThat(said.path("shape").asString()).isEqualTo("cube");
            assertThat(said.path("size").asInt()).isEqualTo(3);
        }
    }

    /// A provider may have to do several things for one answer, summing up a conversation first say.
    @Test
    void iterationsOfTheProviderAreNotThoseOfTheLoop() throws Exception {
        String[] answers = new String[7];
        for (int at = 0; at < answers.length; at++) {
            answers[at] = CALL.replace("INPUT", "{\\\"text\\\":\\\"" + at + "\\\"}")
                    .replace(
                            "\"usage\":{\"output_tokens\":5}",
                            "\"usage\":{\"output_tokens\":5,"
                                    + "\"iterations\":[{\"type\":\"compaction\"},{\"type\":\"message\"}]}");
        }
        answers[6] = START + TEXT + END;
        OddProvider odd = stream(answers);
        try (LoopBed bed = new LoopBed(odd)) {
            ObjectNode message = bed.stream(LoopBed.ask("Go")).message();
            assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
            assertThat(odd.asked).hasSize(7);
            assertThat(message.at("/usage/iterations")).hasSize(13);
        }
    }

    /// Each delta costs as much as the one before, however much there was.
    @Test
    @Timeout(30)
    void blocksOfTheFutureMayComeInManyPieces() throws Exception {
        int pieces = 300_000;
        BlockCollector collector = new BlockCollector();
        collector.begin(
                0, Trees.object().put("type", "compaction").put("content", "<").putNull("encrypted_content"));
        ObjectNode delta = Trees.object()
                .put("type", "compaction_delta")
                .put("content", "x".repeat(40))
                .put("encrypted_content", "y");
        for (int piece = 0; piece < pieces; piece++) {
            assertThat(collector.grow(0, delta)).isTrue();
        }
        JsonNode whole = collector.blocks().get(0);
        assertThat(whole.path("content").asString()).isEqualTo("<" + "x".repeat(40 * pieces));
        assertThat(whole.path("encrypted_content").asString()).isEqualTo("y".repeat(pieces));
        collector.grow(0, Trees.object().put("type", "compaction_delta").putNull("content"));
        collector.grow(0, Trees.object().put("type", "compaction_delta").put("content", "new"));
        assertThat(collector.blocks().get(0).path("content").asString()).isEqualTo("new");
    }

    @Test
    void whatComesBeforeAMessageDoesNotReachTheClient() throws Exception {
        String stop = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
        try (LoopBed bed = new LoopBed(stream(stop + START + TEXT + END))) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.status()).isEqualTo(502);
            assertThat(events.refusal().at("/error/message").asString()).contains("has not begun");
        }
    }

    @Test
    void aBlockThatHasEndedDoesNotGoOn() throws Exception {
        String delta =
                TEXT.substring(TEXT.indexOf("event: content_block_delta"), TEXT.indexOf("event: content_block_stop"));
        String again = TEXT.substring(0, TEXT.indexOf("event: content_block_delta"));
        for (String more : List.of(delta, again)) {
            try (LoopBed bed = new LoopBed(stream(START + TEXT + more + END))) {
                EventLog events = bed.stream(LoopBed.ask("Go"));
                assertThat(events.shape()).endsWith("0 stop", "error api_error");
            }
        }
    }

    @Test
    void theNameOfAStreamMayBeWrittenInCapitals() throws Exception {
        try (LoopBed bed = new LoopBed(new OddProvider("Text/Event-Stream", false, START + TEXT + END))) {
            assertThat(bed.stream(LoopBed.ask("Go"))
                            .message()
                            .at("/content/0/text")
                            .asString())
                    .isNotEmpty();
        }
    }

    @Test
    void theSizeOfAnAnswerIsBounded() throws Exception {
        LoopSettings usual = LoopSettings.DEFAULT;
        for (boolean bytes : List.of(true, false)) {
            LoopSettings settings = new LoopSettings(
                    usual.iterations(),
                    usual.toolCalls(),
                    usual.totalTokens(),
                    usual.cost(),
                    usual.wallTime(),
                    usual.repeatedCalls(),
                    usual.parallelCalls(),
                    new StreamBounds(usual.stream().pingInterval(), bytes ? 500 : 64 << 20, bytes ? 100_000 : 1));
            String two = START + TEXT + TEXT.replace("\"index\":0", "\"index\":1") + END;
            try (LoopBed bed = new LoopBed(stream(two), settings)) {
                EventLog events = bed.stream(LoopBed.ask("Go"));
                JsonNode error =
                        bytes && events.status() != 200 ? events.refusal() : events.await(data -> data.has("error"));
                assertThat(error.at("/error/message").asString())
                        .contains(bytes ? "larger than the gateway takes" : "more blocks than the gateway takes");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":77}\n\n",
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_2\"}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":-1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2000000000,\"content_block\":{\"type\":\"text\"}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\"\n\n",
                "event: message_start\ndata: {\"type\":\"message_start\"}\n\n",
                ""
            })
    void aStreamThatMakesNoSenseIsAnError(String part) throws Exception {
        try (LoopBed bed = new LoopBed(stream(START + part))) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.shape()).containsExactly("message_start", "error api_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html"})
    void anAnswerThatIsNoStreamIsAnError(String type) throws Exception {
        try (LoopBed bed = new LoopBed(new OddProvider(type, false, "{\"type\":\"message\"}", "<html>"))) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.awaitEnd()).isEqualTo("refused");
            assertThat(events.status()).isEqualTo(502);
            assertThat(events.refusal().at("/error/type").asString()).isEqualTo("api_error");
            assertThat(bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS).status()).isEqualTo(502);
        }
    }

    @Test
    void aModelThatSaysNothingHasSaidSo() throws Exception {
        try (LoopBed bed = new LoopBed(stream(START + END))) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.shape()).containsExactly("message_start", "message_delta end_turn", "message_stop");
            assertThat(types(events.message())).isEmpty();
        }
    }

    /// The page of a proxy in front of a provider.
    private static LoopBed refusing(int status, String type, String body) throws Exception {
        return new LoopBed(exchange -> exchange.respond(status, type, body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "502, api_error",
        "503, overloaded_error",
        "504, timeout_error",
        "403, permission_error",
        "429, rate_limit_error"
    })
    void anErrorThatIsNoJsonKeepsItsStatus(int status, String type) throws Exception {
        try (LoopBed bed = refusing(status, "text/html", "<html>Bad Gateway</html>")) {
            WholeResponse answer = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(answer.status()).isEqualTo(status);
            JsonNode error = Trees.MAPPER.readTree(answer.body()).path("error");
            assertThat(error.path("type").asString()).isEqualTo(type);
            assertThat(error.path("message").asString()).contains("status " + status);
        }
    }

    @Test
    void anErrorInJsonOfAnotherShapeGoesOnUnchanged() throws Exception {
        try (LoopBed bed = refusing(422, "application/json", "{\"detail\": \"too  much\"}")) {
            WholeResponse answer = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"detail\": \"too  much\"}");
        }
    }
}
