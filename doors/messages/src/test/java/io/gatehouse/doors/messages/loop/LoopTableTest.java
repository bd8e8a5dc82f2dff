package io.gatehouse.doors.messages.loop;

import static io.gatehouse.doors.messages.loop.LoopBed.NEWEST;
import static io.gatehouse.doors.messages.loop.LoopBed.OLDEST;
import static io.gatehouse.doors.messages.loop.LoopBed.TOOLSETS;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.WholeResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every generation of the beta with every form of a toolset and every ending, streamed or not: the whole sequence of
/// events, and the same blocks when it is not streamed.
class LoopTableTest {
    private static final String SCRIPT = """
            turns:
              - { when: { asked: to refusal, result: true }, say: "No.", stop: refusal }
              - { when: { asked: to max_tokens, result: true }, say: Too long, stop: max_tokens }
              - { when: { asked: to stop_sequence, result: true }, say: Before STOP after }
              - { when: { asked: to overloaded_error, result: true }, say: a few words only, error: { status: 529 }, error-after: 4 }
              - when: { asked: to tool_use, result: true }
                say: [ { call: "*echo", arguments: { text: deferred } }, { call: ask_person } ]
              - { when: { result: true }, say: "Done." }
              - say:
                  - thinking: Hm.
                  - I ask.
                  - { call: "*echo", arguments: { text: one } }
                  - { call: "*picture" }
                  - { call: "*fail" }
            """;

    private static final Set<String> ALL =
            Set.of("broken", "change", "crash", "echo", "fail", "hang", "huge", "picture");

    private static LoopBed bed;
    private static LoopBed pausing;

    @BeforeAll
    static void start() throws Exception {
        bed = new LoopBed(SCRIPT);
        LoopSettings once =
                new LoopSettings(1, 100, 0, BigDecimal.ZERO, Duration.ofMinutes(1), 5, 8, StreamBounds.DEFAULT);
        pausing = new LoopBed(SCRIPT, once);
    }

    @AfterAll
    static void stop() {
        bed.close();
        pausing.close();
    }

    static Stream<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (String beta : List.of(OLDEST, TOOLSETS, NEWEST)) {
            for (String form : forms(beta)) {
                for (String ending : List.of(
                        "end_turn",
                        "refusal",
                        "max_tokens",
                        "stop_sequence",
                        "tool_use",
                        "pause_turn",
                        "overloaded_error")) {
                    rows.add(Arguments.of(beta, form, ending, false));
                    rows.add(Arguments.of(beta, form, ending, true));
                }
            }
        }
        return rows.stream();
    }

    private static List<String> forms(String beta) {
        return switch (beta) {
            case OLDEST -> List.of("nothing", "allowed_tools");
            case TOOLSETS -> List.of("plain", "denylist", "allowlist", "deferred");
            default -> List.of("plain", "allowlist", "deferred", "pinned", "listed");
        };
    }

    private static ObjectNode request(String form, String ending) {
        ObjectNode body = LoopBed.ask("Go on to " + ending);
        body.putArray("stop_sequences").add("STOP");
        body.putObject("thinking").put("type", "enabled").put("budget_tokens", 1024);
        ObjectNode toolset = (ObjectNode) body.at("/tools/0");
        switch (form) {
            case "nothing" -> body.remove("tools");
            case "allowed_tools" -> {
                body.remove("tools");
                ((ObjectNode) body.at("/mcp_servers/0"))
                        .putObject("tool_configuration")
                        .put("enabled", true)
                        .putArray("allowed_tools")
                        .add("echo")
                        .add("picture")
                        .add("fail");
            }
            case "denylist" -> toolset.putObject("configs").putObject("hang").put("enabled", false);
            case "allowlist" -> {
                toolset.putObject("default_config").put("enabled", false);
                ObjectNode configs = toolset.putObject("configs");
                List.of("echo", "picture", "fail")
                        .forEach(tool -> configs.putObject(tool).put("enabled", true));
            }
            case "deferred" -> {
                toolset.putObject("configs").putObject("hang").put("defer_loading", true);
                body.withArray("tools")
                        .addObject()
                        .put("type", "tool_search_tool_bm25_20251119")
                        .put("name", "tool_search_tool_bm25");
            }
            case "pinned" ->
                List.of("echo", "picture", "fail")
                        .forEach(tool -> toolset.withArray("tools")
                                .addObject()
                                .put("name", tool)
                                .putObject("input_schema")
                                .put("type", "object"));
            default -> {
                // As it is.
            }
        }
        LoopBed.clientTool(body, "ask_person");
        if (form.equals("listed")) {
            ObjectNode listing = Trees.object().put("type", "mcp_tool_listing").put("mcp_server_name", "shop");
            List.of("echo", "picture", "fail")
                    .forEach(tool -> listing.withArray("tools")
                            .addObject()
                            .put("name", tool)
                            .putObject("input_schema")
                            .put("type", "object"));
            ObjectNode before = Trees.object().put("role", "assistant");
            before.putArray("content")
                    .add(listing)
                    .addObject()
                    .put("type", "text")
                    .put("text", "Hello.");
            body.withArray("messages").insertObject(0).put("role", "user").put("content", "Hi");
            body.withArray("messages").insert(1, before);
        }
        return body;
    }

    private static Set<String> offered(String form) {
        return switch (form) {
            case "allowed_tools", "allowlist", "pinned", "listed" -> Set.of("echo", "picture", "fail");
            case "denylist" -> {
                Set<String> all = new TreeSet<>(ALL);
                all.remove("hang");
                yield all;
            }
            default -> ALL;
        };
    }

    private static List<String> expected(String beta, String form, String ending) {
        Shape shape = new Shape();
        shape.add("message_start");
        if (beta.equals(NEWEST) && !form.equals("pinned") && !form.equals("listed")) {
            shape.block("mcp_tool_listing");
        }
        shape.add("ping");
        shape.block("thinking", "thinking_delta", "signature_delta").block("text", "text_delta");
        for (int call = 0; call < 3; call++) {
            shape.block("mcp_tool_use", "input_json_delta");
        }
        for (int call = 0; call < 3; call++) {
            shape.block("mcp_tool_result");
        }
        if (!ending.equals("pause_turn")) {
            shape.add("ping").block("thinking", "thinking_delta", "signature_delta");
            switch (ending) {
                case "overloaded_error" -> {
                    shape.events.removeLast();
                    shape.events.removeLast();
                    return shape.add("error overloaded_error").events;
                }
                case "tool_use" ->
                    shape.block("mcp_tool_use", "input_json_delta").block("tool_use", "input_json_delta");
                default -> shape.block("text", "text_delta");
            }
        }
        return shape.add("message_delta " + ending).add("message_stop").events;
    }

    private static final class Shape {
        private final List<String> events = new ArrayList<>();
        private int index;

        Shape add(String event) {
            events.add(event);
            return this;
        }

        Shape block(String type, String... deltas) {
            add(index + " start " + type);
            Stream.of(deltas).forEach(delta -> add(index + " " + delta + " "));
            add(index + " stop");
            index++;
            return this;
        }
    }

    @ParameterizedTest(name = "{0} {1} {2} streamed {3}")
    @MethodSource("rows")
    void theWholeSequence(String beta, String form, String ending, boolean streamed) throws Exception {
        LoopBed used = ending.equals("pause_turn") ? pausing : bed;
        ObjectNode request = request(form, ending);
        List<String> expected = expected(beta, form, ending);
        if (streamed) {
            EventLog events = used.stream(request, beta);
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.shape()).containsExactlyElementsOf(expected);
        } else {
            whole(used.post(request, beta), ending, expected);
        }
        JsonNode asked = Trees.MAPPER.readTree(used.asked().getLast());
        Set<String> names = new TreeSet<>();
        for (JsonNode tool : asked.get("tools")) {
            String name = tool.path("name").asString();
            if (name.startsWith("shop_")) {
                names.add(name.substring(5));
                assertThat(tool.path("defer_loading").asBoolean(false))
                        .isEqualTo(form.equals("deferred") && name.equals("shop_hang"));
            }
        }
        assertThat(names).isEqualTo(offered(form));
    }

    private static void whole(WholeResponse response, String ending, List<String> expected) {
        JsonNode message = Trees.MAPPER.readTree(response.body());
        if (ending.equals("overloaded_error")) {
            assertThat(response.status()).isEqualTo(529);
            assertThat(message.at("/error/type").asString()).isEqualTo(ending);
            return;
        }
        assertThat(response.status()).isEqualTo(200);
        assertThat(message.path("stop_reason").asString()).isEqualTo(ending);
        assertThat(message.path("stop_sequence").asString("")).isEqualTo(ending.equals("stop_sequence") ? "STOP" : "");
        assertThat(MessagesLoopTest.types(message))
                .containsExactlyElementsOf(expected.stream()
                        .filter(event -> event.contains(" start "))
                        .map(event -> event.substring(event.lastIndexOf(' ') + 1))
                        .toList());
    }
}
