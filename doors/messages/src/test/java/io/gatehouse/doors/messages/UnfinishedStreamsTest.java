package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.UnsupportedFeatures;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams without MCP that end properly, with or without the message in them having ended.
class UnfinishedStreamsTest {
    private static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],\
            "stop_reason":null,"usage":{"input_tokens":7,"output_tokens":1}}}

            """;
    private static final String TEXT = """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\\"stop_reason\\""}}

            """;
    private static final String NO_REASON = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":3}}

            """;
    private static final String REASON = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}

            """;
    private static final String STOP = """
            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String ERROR = """
            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}

            """;

    /// What becomes of a stream: what the client got, and how the request is said to have ended.
    private record Relayed(String body, String ending, long output) {}

    private static Relayed relayed(String stream, boolean slowly) throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    int size = slowly ? 1 : stream.length();
                    for (int at = 0; at < stream.length(); at += size) {
                        FaultyProvider.chunk(socket, stream.substring(at, at + size));
                    }
                    FaultyProvider.write(socket, "0\r\n\r\n");
                });
                DoorBed bed = new DoorBed()
                        .provider("p", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                        .fallback("p")
                        .open()) {
            HttpResponse<String> answer = bed.post("/v1/messages", DoorBed.message("hi", true));
            assertThat(answer.statusCode()).isEqualTo(200);
            var entry = bed.entry();
            String body = answer.body()
                    .replace(answer.headers().firstValue("request-id").orElseThrow(), "ID");
            return new Relayed(body, entry.ending(), entry.usage().output());
        }
    }

    private static String written(String how, String stream) {
        return switch (how) {
            case "carriage returns" -> stream.replace("\n", "\r\n");
            case "without names" -> stream.replaceAll("event: .*\n", "");
            case "with [DONE]" -> stream + "data: [DONE]\n\n";
            default -> stream;
        };
    }

    private static void endsWithAnError(String sent, Relayed relayed, String lineBreak) {
        assertThat(relayed.body())
                .isEqualTo(
                        sent + lineBreak + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                                + "\"message\":\"The provider p ended the stream before its answer was complete. Try again.\"},"
                                + "\"request_id\":\"ID\"}\n\n");
        assertThat(relayed.ending()).isEqualTo("api_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"as it is", "byte by byte", "carriage returns", "without names", "with [DONE]"})
    void aStreamThatEndsBeforeItsMessageEndsWithAnError(String how) throws Exception {
        for (String unfinished : new String[] {START, START + TEXT, START + TEXT + NO_REASON}) {
            String sent = written(how, unfinished);
            endsWithAnError(sent, relayed(sent, how.equals("byte by byte")), "");
        }
    }

    @Test
    void anErrorComesBehindAnEventThatHasNotEnded() throws Exception {
        String sent = START + "event: content_block_delta\ndata: {\"type\":\"cont";
        endsWithAnError(sent, relayed(sent, false), "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"as it is", "byte by byte", "carriage returns", "without names", "with [DONE]"})
    void aStreamThatEndedItsMessagePassesByteForByte(String how) throws Exception {
        boolean slowly = how.equals("byte by byte");
        String reasonOnly = written(how, START + TEXT + REASON);
        assertThat(relayed(reasonOnly, slowly)).isEqualTo(new Relayed(reasonOnly, "end_turn", 3));
        String stopOnly = written(how, START + TEXT + STOP);
        assertThat(relayed(stopOnly, slowly)).isEqualTo(new Relayed(stopOnly, "ok", 1));
        String whole = written(how, START + TEXT + REASON + STOP);
        assertThat(relayed(whole, slowly)).isEqualTo(new Relayed(whole, "end_turn", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\\ud800\":1", "\"x\":1e9999999999", "\"x\":1,\"x\":2", "\"\\u0000\":\"\\udc00\"", "\"x\":MANY"
            })
    void eventsWithOddMembersEndTheMessageToo(String member) throws Exception {
        String odd = "{" + member.replace("MANY", "9".repeat(100_000)) + ",";
        String reason = REASON.replace("data: {", "data: " + odd);
        String sent = START + TEXT + reason + STOP.replace("data: {", "data: " + odd);
        Relayed relayed = relayed(sent, false);
        assertThat(relayed.body()).isEqualTo(sent);
        if (!member.contains("MANY") && !member.contains("1e9")) {
            assertThat(relayed.output()).isEqualTo(3);
            assertThat(relayed.ending()).isEqualTo("end_turn");
        }
    }

    @Test
    void anErrorOfTheProviderIsTheOnlyOne() throws Exception {
        String sent = START + TEXT + ERROR;
        assertThat(relayed(sent, false)).isEqualTo(new Relayed(sent, "overloaded_error", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: ping\ndata: {\"type\": \"ping\"}\n\n",
                "event: completion\ndata: {\"type\":\"completion\",\"completion\":\"a\",\"stop_reason\":null}\n\n",
                "data: {\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":0},\"type\":\"message_delta\"}\n\n"
            })
    void whatIsNoMessagePasses(String sent) throws Exception {
        assertThat(relayed(sent, false).body()).isEqualTo(sent);
    }

    @Test
    void aStreamWhoseEndCannotBeReadPasses() throws Exception {
        String large = REASON.replace("{\"stop_reason\"", "{\"x\":\"" + "y".repeat(300 << 10) + "\",\"stop_reason\"");
        String unordered =
                "data: {\"delta\":{\"stop_sequence\":null,\"stop_reason\":\"end_turn\"},\"type\":\"message_delta\"}\n\n";
        for (String end : new String[] {large, unordered}) {
            assertThat(relayed(START + TEXT + end, false)).isEqualTo(new Relayed(START + TEXT + end, "ok", 1));
        }
    }
}
