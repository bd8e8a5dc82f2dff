package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.OutgoingBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A provider that answers with what a test wrote.
final class OddProvider implements HttpHandler {
    static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"odd",\
            "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}

            """;

    static final String CALL = START + """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"shop_echo","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"INPUT"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":5}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static final String END = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static final String TEXT = """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a \\"b\\" \\u00e9 \\\\"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            """;

    private final List<String> answers;
    private final boolean slowly;
    private final String type;
    final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    OddProvider(String type, boolean slowly, String... answers) {
        this.type = type;
        this.slowly = slowly;
        this.answers = List.of(answers);
    }

    @Override
    public void handle(HttpExchange exchange) {
        asked.add(Trees.MAPPER.readTree(exchange.body()));
        byte[] answer = answers.get(asked.size() - 1).getBytes(StandardCharsets.UTF_8);
        OutgoingBody body = exchange.stream(200, type);
        if (slowly) {
            for (byte each : answer) {
                body.write(new byte[] {each});
            }
        } else {
            body.write(answer);
        }
        body.end();
    }

    static OddProvider stream(String... answers) {
        return new OddProvider("text/event-stream", false, answers);
    }

    /// The message that a stream adds up to.
    static String whole(String stream) {
        ObjectNode message =
                Trees.object().put("type", "message").put("id", "msg_1").put("role", "assistant");
        message.put("model", "odd").put("stop_reason", stream.contains("tool_use\"") ? "tool_use" : "end_turn");
        ArrayNode content = message.putArray("content");
        for (String line : stream.split("\n", -1)) {
            JsonNode data = line.startsWith("data: ") ? Trees.MAPPER.readTree(line.substring(6)) : Trees.object();
            if (data.has("content_block")) {
                content.add(data.get("content_block"));
            } else if (data.at("/delta/partial_json").isString()) {
                ((ObjectNode) content.get(content.size() - 1))
                        .set(
                                "input",
                                Trees.MAPPER.readTree(
                                        data.at("/delta/partial_json").asString()));
            } else if (data.at("/delta/text").isString()) {
                ((ObjectNode) content.get(content.size() - 1)).set("text", data.at("/delta/text"));
            }
        }
        message.putObject("usage").put("input_tokens", 1).put("output_tokens", 1);
        return message.toString();
    }

    static String calls(String second) {
        String call = CALL.replace("INPUT", "{\\\"text\\\":\\\"one\\\"}");
        String block = call.substring(START.length(), call.indexOf("event: message_delta"));
        return START
                + block
                + block.replace("\"index\":0", "\"index\":1")
                        .replace("one", "two")
                        .replace("\"toolu_1\"", second)
                + call.substring(call.indexOf("event: message_delta"));
    }
}
