package io.gatehouse.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Header;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.scripted.script.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a provider refuses, each with its message; and what it takes although it looks odd.
class StrictnessTest {
    private static final String NEW = "2026-10-21";
    private static final String OLD = "2023-06-01";
    private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    private static final String START = "{\"model\":\"scripted\",\"max_tokens\":99,";
    private static final String TOOL = "{\"name\":\"a\",\"input_schema\":{\"type\":\"object\"}}";
    private static final String MARK = "\"cache_control\":{\"type\":\"ephemeral\"}";
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new Bed("turns: [{say: ok}]");
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("{", "The request body is not valid JSON: "),
                row("[]", "Input should be a valid dictionary"),
                row("{\"max_tokens\":9," + ASK + "}", "model: Field required"),
                row("{\"model\":1,\"max_tokens\":9," + ASK + "}", "model: Input should be a valid string"),
                row("{\"model\":\"scripted\",\"max_tokens\":9}", "messages: Field required"),
                row("{\"model\":\"scripted\"," + ASK + "}", "max_tokens: Field required"),
                row(
                        "{\"model\":\"scripted\",\"max_tokens\":\"9\"," + ASK + "}",
                        "max_tokens: Input should be a valid integer"),
                row(
                        "{\"model\":\"scripted\",\"max_tokens\":-1," + ASK + "}",
                        "max_tokens: Input should be greater than or equal to 0"),
                body("\"stream\":\"yes\"", "stream: Input should be a valid boolean"),
                body("\"shape\":1", "shape: Extra inputs are not permitted"),
                body("\"mcp_servers\":[]", "mcp_servers: Extra inputs are not permitted"),
                body("\"context_management\":{}", "context_management: Extra inputs are not permitted"),
                body("\"top_p\":2", "top_p: Input should be less than or equal to 1"),
                body("\"stop_sequences\":[\" \"]", "stop_sequences: each stop sequence must contain non-whitespace"),
                body("\"stop_sequences\":[1]", "stop_sequences.0: Input should be a valid string"),
                body("\"system\":7", "system: Input should be a valid list"),
                body(
                        "\"system\":[{\"type\":\"image\"}]",
                        "system.0: Input tag 'image' found using 'type' does not match any of the expected tags: 'text'"),
                body("\"system\":[{\"type\":\"text\",\"text\":\"\"}]", "system: text content blocks must be non-empty"),
                // messages
                messages("", "messages: at least one message is required"),
                messages("7", "messages.0: Input should be a valid dictionary"),
                messages("{\"content\":\"x\"}", "messages.0.role: Field required"),
                messages(
                        "{\"role\":\"tool\",\"content\":\"x\"}",
                        "messages.0.role: Input should be 'user' or 'assistant'"),
                messages(
                        "{\"role\":\"system\",\"content\":\"x\"}",
                        "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter"),
                messages(
                        "{\"role\":\"assistant\",\"content\":\"x\"}",
                        "messages: first message must use the \"user\" role"),
                messages("{\"role\":\"user\"}", "messages.0.content: Field required"),
                messages(
                        "{\"role\":\"user\",\"content\":7}",
                        "messages.0.content: Input should be a valid list or string"),
                messages(
                        "{\"role\":\"user\",\"content\":\"\"}",
                        "messages.0: user messages must have non-empty content"),
                messages(
                        "{\"role\":\"user\",\"content\":\"x\",\"name\":\"y\"}",
                        "messages.0.name: Extra inputs are not permitted"),
                messages(
                        user("x") + ",{\"role\":\"assistant\",\"content\":[]}," + user("y"),
                        "messages.1: all messages must have non-empty content except for the optional final assistant message"),
                messages(
                        user("x") + ",{\"role\":\"assistant\",\"content\":\"so \"}",
                        "messages: final assistant content cannot end with trailing whitespace"),
                // blocks
                block("{\"text\":\"x\"}", "messages.0.content.0.type: Field required"),
                block(
                        "{\"type\":\"video\"}",
                        "messages.0.content.0: Input tag 'video' found using 'type' does not match any of the expected tags: 'text', 'image',"),
                block("{\"type\":\"mcp_tool_use\",\"id\":\"x\"}", "messages.0.content.0: Input tag 'mcp_tool_use'"),
                block(
                        "{\"type\":\"mcp_tool_result\",\"tool_use_id\":\"x\"}",
                        "messages.0.content.0: Input tag 'mcp_tool_result'"),
                block("{\"type\":\"text\"}", "messages.0.content.0.text.text: Field required"),
                block("{\"type\":\"text\",\"text\":\"\"}", "messages: text content blocks must be non-empty"),
                block(
                        "{\"type\":\"text\",\"text\":\"x\",\"annotations\":{}}",
                        "messages.0.content.0.text.annotations: Extra inputs are not permitted"),
                block(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/svg+xml\",\"data\":\"AA==\"}}",
                        "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"),
                block(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"*\"}}",
                        "messages.0.content.0.image.source.base64.data: Invalid base64 data"),
                block(
                        "{\"type\":\"image\",\"source\":{\"type\":\"inline\"}}",
                        "messages.0.content.0.image.source: Input tag 'inline'"),
                block(
                        "{\"type\":\"image\",\"data\":\"AA==\",\"mimeType\":\"image/png\"}",
                        "messages.0.content.0.image.source: Field required"),
                block(
                        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"a\",\"input\":{}}",
                        "messages.0.content.0: `tool_use` blocks can only be in `assistant` messages"),
                messages(
                        user("x")
                                + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\"}]}",
                        "messages.1.content.0: `tool_result` blocks can only be in `user` messages"),
                // calls and results
                messages(
                        user("x") + "," + uses("t 1"),
                        "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"),
                messages(
                        user("x")
                                + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"a\",\"input\":\"{}\"}]}",
                        "messages.1.content.0.tool_use.input: Input should be a valid dictionary"),
                messages(
                        user("x") + "," + uses("t1", "t2") + "," + user("y"),
                        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1, t2. Each `tool_use` block must have a corresponding `tool_result` block in the next message."),
                messages(
                        user("x") + "," + uses("t1"),
                        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1."),
                messages(
                        user("x") + "," + uses("t1", "t2") + "," + results("t1"),
                        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t2."),
                messages(
                        user("x") + "," + uses("t1")
                                + ",{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"y\"},{\"type\":\"tool_result\",\"tool_use_id\":\"t1\"}]}",
                        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1."),
                messages(
                        results("t9"),
                        "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t9. Each `tool_result` block must have a corresponding `tool_use` block in the previous message."),
                messages(
                        user("x") + "," + uses("t1") + "," + results("t1", "t1"),
                        "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: t1"),
                messages(
                        user("x") + "," + uses("t1") + "," + results("t1") + "," + uses("t1") + "," + results("t1"),
                        "messages.3: `tool_use` ids must be unique"),
                result(
                        "[{\"type\":\"resource\"}]",
                        "messages.2.content.0.tool_result.content.0: Input tag 'resource' found using 'type' does not match any of the expected tags: 'text', 'image', 'document', 'search_result', 'tool_reference'"),
                result("[{\"type\":\"text\",\"text\":\"\"}]", "messages: text content blocks must be non-empty"),
                result("7", "messages.2.content.0.tool_result.content: Input should be a valid list"),
                result(
                        "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://a/b\"}}],\"is_error\":true",
                        "messages.2.content.0.tool_result: all content must be type `text` if `is_error` is true"),
                result(
                        "[{\"type\":\"tool_reference\",\"tool_name\":\"gone\"}]",
                        "Tool reference 'gone' has no corresponding tool definition"),
                result(
                        "\"x\",\"isError\":true",
                        "messages.2.content.0.tool_result.isError: Extra inputs are not permitted"),
                messages(
                        user("x")
                                + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"tool_search_tool_bm25\",\"input\":{}}]}",
                        "messages.1: `tool_search_tool_bm25` tool use with id s was found without a corresponding `tool_search_tool_result` block"),
                // thinking
                body(
                        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":100}",
                        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"),
                body(
                        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}",
                        "`max_tokens` must be greater than `thinking.budget_tokens`."),
                body("\"thinking\":{\"type\":\"deep\"}", "thinking: Input tag 'deep'"),
                messages(
                        user("x")
                                + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"}]}",
                        "messages.1.content.0.thinking.signature: Field required"),
                messages(
                        user("x")
                                + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"abc\"}]}",
                        "messages.1.content.0: Invalid `signature` in `thinking` block"),
                row(
                        "{\"model\":\"scripted\",\"max_tokens\":3000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"messages\":["
                                + user("x") + "," + uses("t") + "," + results("t") + "]}",
                        "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block"),
                // tools
                body("\"tools\":{}", "tools: Input should be a valid list"),
                body("\"tools\":[{\"input_schema\":{\"type\":\"object\"}}]", "tools.0.custom.name: Field required"),
                body(
                        "\"tools\":[{\"name\":\"shop.get\",\"input_schema\":{\"type\":\"object\"}}]",
                        "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"),
                body(
                        "\"tools\":[{\"name\":\"" + "n".repeat(65) + "\",\"input_schema\":{\"type\":\"object\"}}]",
                        "tools.0.custom.name: String should match pattern"),
                body("\"tools\":[" + TOOL + "," + TOOL + "]", "tools: Tool names must be unique."),
                body("\"tools\":[{\"name\":\"a\"}]", "tools.0.custom.input_schema: Field required"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":true}]",
                        "tools.0.custom.input_schema: Input should be a valid dictionary"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":{}}]",
                        "tools.0.custom.input_schema.type: Field required"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"string\"}}]",
                        "tools.0.custom.input_schema.type: Input should be 'object'"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"anyOf\":[]}}]",
                        "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"properties\":[]}}]",
                        "tools.0.custom.input_schema: JSON schema is invalid."),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"int\"}}}}]",
                        "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"a\":null}}}]",
                        "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"title\":\"A\",\"input_schema\":{\"type\":\"object\"}}]",
                        "tools.0.custom.title: Extra inputs are not permitted"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"annotations\":{},\"input_schema\":{\"type\":\"object\"}}]",
                        "tools.0.custom.annotations: Extra inputs are not permitted"),
                body(
                        "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"a\"}]",
                        "tools.0: Input tag 'mcp_toolset' found using 'type' does not match any of the expected tags"),
                body(
                        "\"tools\":[{\"name\":\"a\",\"defer_loading\":true,\"input_schema\":{\"type\":\"object\"}}]",
                        "At least one tool must have defer_loading=false. All tools cannot be deferred."),
                body(
                        "\"tool_choice\":{\"type\":\"auto\"}",
                        "tool_choice: `tool_choice` may only be specified while providing `tools`."),
                body(
                        "\"tools\":[" + TOOL + "],\"tool_choice\":{\"type\":\"tool\",\"name\":\"b\"}",
                        "Tool 'b' not found in provided tools"),
                body(
                        "\"tools\":[" + TOOL + "],\"tool_choice\":\"auto\"",
                        "tool_choice: Input should be a valid dictionary"),
                // cache
                body(
                        "\"system\":["
                                + String.join(
                                        ",",
                                        java.util.Collections.nCopies(
                                                5, "{\"type\":\"text\",\"text\":\"x\"," + MARK + "}"))
                                + "]",
                        "A maximum of 4 blocks with cache_control may be provided. Found 5."),
                body(
                        "\"system\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1d\"}}]",
                        "system.0.cache_control.ephemeral.ttl: Input should be '5m' or '1h'"),
                body(
                        "\"system\":[{\"type\":\"text\",\"text\":\"x\"," + MARK
                                + "},{\"type\":\"text\",\"text\":\"y\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]",
                        "system.1.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block."),
                // the new version
                Arguments.of(
                        NEW, START + "\"temperature\":1," + ASK + "}", "temperature: Extra inputs are not permitted"),
                Arguments.of(NEW, START + "\"top_k\":1," + ASK + "}", "top_k: Extra inputs are not permitted"),
                Arguments.of(
                        NEW,
                        START
                                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\",\"citations\":[{}]}]}]}",
                        "messages.0.content.0.text.citations: Extra inputs are not permitted"),
                Arguments.of(
                        NEW,
                        START + "\"messages\":[" + user("x")
                                + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"x\"}}]}]}",
                        "messages.1.content.0: `document` blocks can only be in `user` messages"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String version, String body, String message) throws Exception {
        WholeResponse response = post(version, body);
        assertThat(response.status()).as(Bed.text(response)).isEqualTo(400);
        var error = Json.MAPPER.readTree(response.body()).path("error");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asString()).startsWith(message);
    }

    static Stream<String> taken() {
        return Stream.of(
                START + "\"messages\":[" + user("x") + "," + user("y") + "]}",
                START + "\"messages\":[" + user("x") + ",{\"role\":\"assistant\",\"content\":\"So\"}]}",
                START + "\"messages\":[" + user("x") + ",{\"role\":\"assistant\",\"content\":[]}]}",
                START + "\"temperature\":0.5,\"top_p\":0.1,\"top_k\":5," + ASK + "}",
                START + "\"metadata\":{\"user_id\":\"x\"},\"output_config\":{\"effort\":\"low\"}," + ASK + "}",
                START + "\"thinking\":{\"type\":\"adaptive\"}," + ASK + "}",
                START + "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]," + ASK + "}",
                START
                        + "\"tools\":[{\"type\":\"custom\",\"name\":\"a\",\"description\":\"A\",\"strict\":true,\"input_schema\":{\"type\":\"object\",\"$defs\":{\"x\":{}},\"unknown\":1}}],"
                        + ASK + "}",
                START + "\"messages\":[" + user("x") + "," + uses("t1", "t2") + "," + results("t2", "t1") + "]}",
                START + "\"messages\":[" + user("x") + "," + uses("t1")
                        + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[]},{\"type\":\"text\",\"text\":\"y\"}]}]}",
                START + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}," + ASK + "}");
    }

    @ParameterizedTest
    @MethodSource
    void taken(String body) throws Exception {
        WholeResponse response = post(OLD, body);
        assertThat(response.status()).as(Bed.text(response)).isEqualTo(200);
    }

    @Test
    void aSystemMessageIsOneOfTheNewVersion() throws Exception {
        String body = START + "\"messages\":[" + user("x") + ",{\"role\":\"system\",\"content\":\"be brief\"}]}";
        assertThat(post(NEW, body).status()).isEqualTo(200);
    }

    @Test
    void headersAreCheckedBeforeTheBody() throws Exception {
        assertHeaders(401, "x-api-key header is required", "x-api-key");
        assertHeaders(400, "anthropic-version: header is required", "anthropic-version");
        assertHeaders(400, "content-type: must be application/json", "content-type");
        assertHeaders(400, "anthropic-version: \\\"2022\\\" is not a valid version", "anthropic-version", "2022");
        List<Header> mcp = new ArrayList<>(Bed.USUAL);
        mcp.add(new Header("anthropic-beta", "context-1m-2025-08-07,mcp-client-2025-11-20"));
        WholeResponse response = bed.send("POST", "/v1/messages", mcp, Json.bytes(Bed.ask("x")));
        assertThat(response.status()).isEqualTo(400);
        assertThat(Bed.text(response))
                .contains("Unexpected value(s) `mcp-client-2025-11-20` for the `anthropic-beta` header.");
    }

    @Test
    void aThreadIsRefusedWithACodeByWhichSdksGoOnWithoutOne() throws Exception {
        List<Header> headers = new ArrayList<>(Bed.USUAL);
        headers.add(new Header("anthropic-beta", "message-threads-2026-08-12"));
        byte[] body = (START + "\"thread\":{\"type\":\"create\"}," + ASK + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(Bed.text(bed.send("POST", "/v1/messages", headers, body)))
                .contains("\"details\":{\"error_code\":\"thread_unsupported_request\"}");
    }

    @Test
    void aSystemMessageIsABetaOfTheOldVersion() throws Exception {
        List<Header> headers = new ArrayList<>(Bed.USUAL);
        headers.add(new Header("anthropic-beta", "mid-conversation-system-2026-04-07"));
        byte[] body = (START + "\"messages\":[" + user("x") + ",{\"role\":\"system\",\"content\":\"y\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(bed.send("POST", "/v1/messages", headers, body).status()).isEqualTo(200);
    }

    @Test
    void aFieldOfABetaComesWithItsHeader() throws Exception {
        List<Header> headers = new ArrayList<>(Bed.USUAL);
        headers.add(new Header("anthropic-beta", "context-management-2025-06-27"));
        byte[] body = (START + "\"context_management\":{\"edits\":[]}," + ASK + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(bed.send("POST", "/v1/messages", headers, body).status()).isEqualTo(200);
    }

    @Test
    void theModelKnowsItsOwnThinking() throws Exception {
        try (Bed thinker = new Bed("turns: [{say: [{thinking: hm}, {call: a}]}]")) {
            var ask = Bed.offering(Bed.ask("x"), "a").put("max_tokens", 5000);
            ask.putObject("thinking").put("type", "enabled").put("budget_tokens", 2000);
            var answer = thinker.message(ask);
            var next = Bed.goOn(ask, answer, "fine");
            assertThat(thinker.post(next).status()).isEqualTo(200);
            String changed = next.toString().replace("\"hm\"", "\"ha\"");
            assertThat(Bed.text(thinker.post(Bed.json(changed))))
                    .contains("messages.1.content.0: Invalid `signature` in `thinking` block");
        }
    }

    @Test
    void aModelWithAnotherKeyDoesNotKnowIt() throws Exception {
        Signature one = new Signature(new byte[] {1});
        assertThat(one.matches("hm", one.of("hm"))).isTrue();
        assertThat(one.matches("hm", new Signature(new byte[] {2}).of("hm"))).isFalse();
    }

    private static void assertHeaders(int status, String message, String without, String... instead) throws Exception {
        List<Header> headers = new ArrayList<>(Bed.USUAL);
        headers.removeIf(header -> header.name().equals(without));
        for (String value : instead) {
            headers.add(new Header(without, value));
        }
        WholeResponse response = bed.send("POST", "/v1/messages", headers, Json.bytes(Bed.ask("x")));
        assertThat(response.status()).isEqualTo(status);
        assertThat(Bed.text(response)).contains(message);
    }

    private static WholeResponse post(String version, String body) throws Exception {
        List<Header> headers = List.of(
                new Header("content-type", "application/json; charset=utf-8"),
                new Header("authorization", "Bearer sk-any"),
                new Header("anthropic-version", version));
        return bed.send("POST", "/v1/messages", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Arguments row(String body, String message) {
        return Arguments.of(OLD, body, message);
    }

    private static Arguments body(String member, String message) {
        return row(START + member + "," + ASK + "}", message);
    }

    private static Arguments messages(String messages, String message) {
        return row(START + "\"messages\":[" + messages + "]}", message);
    }

    private static Arguments block(String block, String message) {
        return messages("{\"role\":\"user\",\"content\":[" + block + "]}", message);
    }

    private static Arguments result(String content, String message) {
        return messages(
                user("x") + "," + uses("t")
                        + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":"
                        + content + "}]}",
                message);
    }

    private static String user(String text) {
        return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
    }

    private static String uses(String... ids) {
        List<String> blocks = new ArrayList<>();
        for (String id : ids) {
            blocks.add("{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"a\",\"input\":{}}");
        }
        return "{\"role\":\"assistant\",\"content\":[" + String.join(",", blocks) + "]}";
    }

    private static String results(String... ids) {
        List<String> blocks = new ArrayList<>();
        for (String id : ids) {
            blocks.add("{\"type\":\"tool_result\",\"tool_use_id\":\"" + id + "\",\"content\":\"x\"}");
        }
        return "{\"role\":\"user\",\"content\":[" + String.join(",", blocks) + "]}";
    }
}
