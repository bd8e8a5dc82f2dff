package io.gatehouse.doors.messages.loop;

import static io.gatehouse.doors.messages.loop.MessagesLoopTest.types;
import static io.gatehouse.doors.messages.loop.OddProvider.CALL;
import static io.gatehouse.doors.messages.loop.OddProvider.END;
import static io.gatehouse.doors.messages.loop.OddProvider.START;
import static io.gatehouse.doors.messages.loop.OddProvider.TEXT;
import static io.gatehouse.doors.messages.loop.OddProvider.calls;
import static io.gatehouse.doors.messages.loop.OddProvider.stream;
import static io.gatehouse.doors.messages.loop.OddProvider.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry.ToolUse;
import io.gatehouse.gateway.record.CallOutcome;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls that a model makes in odd ways.
class OddCallsTest {
    @ParameterizedTest
    @ValueSource(strings = {"{\\\"text\\\":", "[1]", "7", "nonsense"})
    void argumentsThatAreNoObjectAreTheModelsMistake(String input) throws Exception {
        OddProvider odd = stream(CALL.replace("INPUT", input), START + TEXT + END);
        try (LoopBed bed = new LoopBed(odd)) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.shape()).endsWith("message_delta end_turn", "message_stop");
            assertThat(bed.shop().calls).isEmpty();
            JsonNode result = odd.asked.get(1).at("/messages/2/content/0");
            assertThat(result.path("is_error").asBoolean()).isTrue();
            assertThat(result.toString()).contains("not a JSON object");
            assertThat(odd.asked.get(1).at("/messages/1/content/0/input").toString())
                    .isEqualTo("{}");
            assertThat(bed.log.take().tools()).extracting(ToolUse::outcome).containsExactly(CallOutcome.REFUSED);
        }
    }

    /// A client cannot do anything about calls that are not its own.
    @ParameterizedTest
    @CsvSource({"max_tokens, true", "max_tokens, false", "refusal, true", "model_context_window_exceeded, true"})
    void callsOfAnAnswerThatWasCutOffAreAnswered(String reason, boolean streamed) throws Exception {
        String calls = calls("\"toolu_2\"");
        OddProvider odd = streamed
                ? stream(
                        calls.replace("\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"" + reason + "\""),
                        START + TEXT + END)
                : new OddProvider(
                        "application/json",
                        false,
                        whole(calls).replace("\"tool_use\",\"content\"", "\"" + reason + "\",\"content\""),
                        whole(TEXT));
        try (LoopBed bed = new LoopBed(odd)) {
            ObjectNode ask = LoopBed.ask("Go");
            ObjectNode message = streamed ? bed.stream(ask).message() : bed.message(ask);
            assertThat(message.path("stop_reason").asString()).isEqualTo(reason);
            assertThat(types(message))
                    .containsExactly("mcp_tool_use", "mcp_tool_use", "mcp_tool_result", "mcp_tool_result");
            assertThat(message.at("/content/3/is_error").asBoolean()).isTrue();
            assertThat(message.at("/content/3/content/0/text").asString()).contains("not run", "cut off");
            assertThat(bed.shop().calls).isEmpty();
            ObjectNode on = LoopBed.goOn(ask, message);
            on.withArray("messages").addObject().put("role", "user").put("content", "And?");
            assertThat(bed.post(on.put("stream", streamed), LoopBed.TOOLSETS).status())
                    .isEqualTo(200);
            JsonNode sent = odd.asked.get(1).path("messages");
            assertThat(ids(sent.get(2).path("content"), "tool_use_id")).containsExactly("toolu_1", "toolu_2");
        }
    }

    private static List<String> ids(JsonNode content, String key) {
        return content.valueStream()
                .filter(block -> block.has(key))
                .map(block -> block.path(key).asString())
                .toList();
    }

    /// Some providers name the calls of every turn alike, or not at all.
    @ParameterizedTest
    @CsvSource({"'\"toolu_1\"', true", "'\"toolu_1\"', false", "'\"\"', true", "'\"\"', false", "null, true"})
    void callsWithTheSameIdAreToldApart(String second, boolean streamed) throws Exception {
        String calls = calls(second);
        OddProvider odd = streamed
                ? stream(calls, calls, START + TEXT + END, START + TEXT + END)
                : new OddProvider("application/json", false, whole(calls), whole(calls), whole(TEXT), whole(TEXT));
        try (LoopBed bed = new LoopBed(odd)) {
            ObjectNode ask = LoopBed.ask("Go");
            ObjectNode message = streamed ? bed.stream(ask).message() : bed.message(ask);
            List<String> uses = ids(message.path("content"), "id");
            assertThat(uses).hasSize(4).doesNotHaveDuplicates().allMatch(id -> id.matches("mcptoolu_[A-Za-z0-9_-]+"));
            assertThat(uses).first().isEqualTo("mcptoolu_1");
            assertThat(ids(message.path("content"), "tool_use_id")).isEqualTo(uses);
            JsonNode sent = odd.asked.get(2).path("messages");
            for (int turn : List.of(1, 3)) {
                List<String> called = ids(sent.get(turn).path("content"), "id");
                assertThat(called).hasSize(2).doesNotHaveDuplicates();
                assertThat(ids(sent.get(turn + 1).path("content"), "tool_use_id"))
                        .isEqualTo(called);
            }
            ObjectNode on = LoopBed.goOn(ask, message);
            on.withArray("messages").addObject().put("role", "user").put("content", "And?");
            assertThat(bed.post(streamed ? on.put("stream", true) : on, LoopBed.TOOLSETS)
                            .status())
                    .isEqualTo(200);
            JsonNode again = odd.asked.get(3).path("messages");
            for (int at = 0; at < sent.size(); at++) {
                assertThat(again.get(at)).isEqualTo(sent.get(at));
            }
        }
    }
}
