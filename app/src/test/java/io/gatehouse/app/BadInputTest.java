package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.ListenException;
import io.gatehouse.protocol.Revision;
import io.gatehouse.server.SampleShop;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import io.gatehouse.upstream.UpstreamState;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is wrong is refused with words that say what to do, the program stays up, and other callers notice nothing.
class BadInputTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @TempDir
    static Path shared;

    private static Bed bed;
    private static WireClient other;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        bed = new Bed(
                shared,
                "limits: {body-bytes: 1MiB}\nservers: {off: {command: none, disabled: true}}\n",
                ServerSettings.of("shop", new Transport.InProcess(SampleShop.server())));
        other = bed.client();
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        bed.close();
    }

    @AfterEach
    void othersGoOn() {
        assertThat(other.call("shop_list_orders").result().path("isError").asBoolean(false))
                .isFalse();
    }

    /// A POST and what must be answered.
    ///
    /// @param headers by name and value, in place of the usual ones where they name the same
    /// @param code of the JSON-RPC error; 0 where there is a result, or no JSON-RPC at all
    /// @param says parts of the answer
    record Row(String title, String path, List<String> headers, byte[] body, int status, int code, List<String> says) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static Row row(String title, String body, int status, int code, String... says) {
        return row(title, "/mcp", List.of(), body, status, code, says);
    }

    private static Row row(
            String title, String path, List<String> headers, String body, int status, int code, String... says) {
        return new Row(title, path, headers, body.getBytes(StandardCharsets.UTF_8), status, code, List.of(says));
    }

    private static Row modern(String title, List<String> headers, String body, int status, int code, String... says) {
        return row(title, "/mcp", headers, body, status, code, says);
    }

    private static String call(String name, String more) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name + "\"" + more
                + "}}";
    }

    static Stream<Row> rows() {
        List<String> routed = List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call");
        String named = call("shop_get_order", "," + META);
        return Stream.of(
                row("malformed JSON", "{\"jsonrpc\":", 400, -32700, "not a message", "byte"),
                row("nothing", "", 400, -32700, "not a message"),
                row("a malformed batch", "[{\"jsonrpc\":", 400, -32700, "not a batch"),
                row("an empty batch", "[]", 400, -32600, "a batch holds 1 to"),
                row("another JSON-RPC", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", 400, -32600, "must be \\\"2.0\\\""),
                row("no message", "{\"jsonrpc\":\"2.0\",\"id\":1}", 400, -32600, "a message has a \\\"method\\\""),
                row("an object as id", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", 400, -32600, "\\\"id\\\" must be a string or an integer"),
                row("a huge number as id", "{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"ping\"}", 400, -32600, "\\\"id\\\" must be"),
                row("an id of 100 digits", "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(100) + ",\"method\":\"ping\"}", 400, -32600, "\\\"id\\\" must be"),
                row("params that are a list", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", 400, -32600, "\\\"params\\\" must be an object"),
                row("a key twice", "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", 400, -32600, "id"),
                row("a key of params twice", call("shop_get_order", ",\"name\":\"x\""), 400, -32600, "name"),
                row("deep nesting", call("shop_get_order", ",\"arguments\":{\"id\":" + "[".repeat(100_000)), 400, -32700, "deep"),
                new Row("invalid UTF-8", "/mcp", List.of(), new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}, 400, -32700, List.of("UTF-8")),
                row("another content type", "/mcp", List.of("Content-Type", "text/plain"), "{}", 415, -32600, "Content-Type: application/json"),
                row("an answer of another type", "/mcp", List.of("Accept", "text/html"), "{}", 406, -32600, "accept both"),
                row("an oversized body", call("x", ",\"arguments\":{\"a\":\"" + "x".repeat(2 << 20) + "\"}"), 413, 0),
                row("a foreign origin", "/mcp", List.of("Origin", "https://evil.example"), "{}", 403, -32600, "evil.example"),
                row("an unknown revision", "/mcp", List.of("MCP-Protocol-Version", "1999-01-01"), call("shop_get_order", ""), 400, -32022, "1999-01-01", "2026-07-28"),
                row("an unknown session", "/mcp", List.of("Mcp-Session-Id", "made-up"), call("shop_get_order", ""), 404, -32600, "start a new one with initialize"),
                row("initialize without a revision", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}", 400, -32602, "protocolVersion"),
                modern("no Mcp-Method", List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Name", "shop_get_order"), named, 400, -32020, "Mcp-Method"),
                modern("another Mcp-Method", List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list", "Mcp-Name", "shop_get_order"), named, 400, -32020, "Mcp-Method"),
                modern("no Mcp-Name", routed, named, 400, -32020, "Mcp-Name"),
                modern("another Mcp-Name", Stream.concat(routed.stream(), Stream.of("Mcp-Name", "shop_refund")).toList(), named, 400, -32020, "Mcp-Name"),
                modern("no revision in a header", List.of("Mcp-Method", "tools/call", "Mcp-Name", "shop_get_order"), named, 400, -32020, "MCP-Protocol-Version"),
                modern("no _meta", Stream.concat(routed.stream(), Stream.of("Mcp-Name", "shop_get_order")).toList(), call("shop_get_order", ""), 400, -32602, "_meta", "missing"),
                modern("an unknown modern method", List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "ping"), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{" + META + "}}", 404, -32601, "ping"),
                row("an unknown toolset", "/mcp/shpo", List.of(), call("shop_get_order", ""), 404, 0, "no toolset", "shpo", "shop"),
                row("an unknown tool", call("shop_get_ordr", ""), 200, -32602, "Unknown tool: shop_get_ordr", "did you mean shop_get_order"),
                row("no name", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}", 200, -32602, "\\\"params.name\\\" must be a string"),
                row("an unknown method", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/lst\"}", 200, -32601, "tools/lst"),
                row("a wrong argument", call("shop_get_order", ",\"arguments\":{\"id\":\"seven\"}"), 200, 0, "\"isError\":true", "id"),
                row("a missing argument", call("shop_refund", ",\"arguments\":{\"order_id\":\"10042\"}"), 200, 0, "\"isError\":true", "reason"),
                row("an argument too many", call("shop_get_order", ",\"arguments\":{\"id\":\"10042\",\"extra\":1}"), 200, 0, "\"isError\":true", "extra"),
                row("arguments that are a list", call("shop_get_order", ",\"arguments\":[]"), 200, -32602, "arguments"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isRefused(Row row) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(row.path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        for (int index = 0; index < row.headers.size(); index += 2) {
            request.setHeader(row.headers.get(index), row.headers.get(index + 1));
        }
        HttpResponse<String> answer =
                HTTP.send(request.POST(BodyPublishers.ofByteArray(row.body)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(row.status);
        for (String part : row.says) {
            assertThat(answer.body()).contains(part);
        }
        JsonNode error = answer.body().isEmpty()
                ? null
                : new JsonMapper().readTree(answer.body()).get("error");
        assertThat(error == null || !error.isObject() ? 0 : error.path("code").asInt())
                .isEqualTo(row.code);
    }

    @Test
    void aForeignHostIsRefused() throws Exception {
        URI endpoint = bed.endpoint();
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: rebound.example\r\nContent-Type: application/json\r\n"
                                    + "Accept: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 403").contains("rebound.example");
        }
    }

    @Test
    void whatIsNoHttpIsAnsweredAndForgotten() throws Exception {
        URI endpoint = bed.endpoint();
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.getOutputStream().write("\u0016\u0003\u0001 hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aPortInUseIsNamedWithTheRemedy() throws Exception {
        Configuration configuration = Yaml.load(
                folder, "listen: {port: " + bed.endpoint().getPort() + "}\ndata: " + folder.resolve("data") + "\n");
        try (Gatehouse second = Gatehouse.local(configuration, call -> {})) {
            assertThatThrownBy(second::listen)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining(String.valueOf(bed.endpoint().getPort()))
                    .hasMessageContaining("in use");
        }
        Run run = Run.of("up", "--config", folder.resolve("gatehouse.yaml").toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(String.valueOf(bed.endpoint().getPort()), "in use");
    }

    @Test
    void anUnknownKeyOfTheConfigurationIsNamedWithItsPlaceAndTheNearest() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), "listen: {port: 0}\nservres: {}\n");
        Run run = Run.of("up", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("gatehouse.yaml:2", "servres", "servers");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnsetVariableIsNamedAndItsTextSentNowhere() throws Exception {
        Path file = Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "servers:\n  crm: {url: 'http://127.0.0.1:1/${GATEHOUSE_TEST_IS_NOT_SET}'}\n");
        Run run = Run.of("up", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("gatehouse.yaml:2", "GATEHOUSE_TEST_IS_NOT_SET");
    }

    /// Servers that are none are out, each with what is wrong and what to do; the one beside them works.
    @Test
    void whatIsNoServerIsOutWithTheRemedy() throws Exception {
        try (ServerSocket echo = echo()) {
            URI web = bed.endpoint().resolve("/health");
            try (Bed mixed = new Bed(
                            folder,
                            """
                            servers:
                              missing: {command: there-is-no-such-program}
                              exits: {command: sh, args: [-c, "echo no licence >&2; exit 3"], crash-loop: 1}
                              echoes: {command: cat, connect-timeout: 2s}
                              web: {url: %s, connect-timeout: 5s}
                              tcp: {url: "http://127.0.0.1:%d/", connect-timeout: 2s}
                              nowhere: {url: "http://gatehouse-test.invalid/"}
                            """.formatted(web, echo.getLocalPort()),
                            ServerSettings.of("good", new Transport.InProcess(new PlainServer())));
                    WireClient client = mixed.client("", Revision.R2025_11_25)) {
                assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
                for (String name : List.of("missing", "exits", "echoes", "web", "tcp", "nowhere")) {
                    Patience.until(name + " is out", () -> out(mixed.server(name).state()));
                    UpstreamState state = mixed.server(name).state();
                    assertThat(state.problem()).as(name).contains(name);
                    assertThat(state.remedy()).as(name).isNotBlank();
                }
                assertThat(mixed.server("missing").state().problem()).contains("there-is-no-such-program");
                assertThat(mixed.server("exits").state().problem()).contains("no licence");
                assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
            }
        }
    }

    private static boolean out(UpstreamState state) {
        return state.phase() == Phase.RETRYING || state.phase() == Phase.FAILED;
    }

    /// Gives back what it is sent.
    private static ServerSocket echo() throws IOException {
        ServerSocket socket = new ServerSocket(0);
        Thread.ofVirtual().name("echo").start(() -> {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    Thread.ofVirtual().start(() -> {
                        try (connection) {
                            connection.getInputStream().transferTo(connection.getOutputStream());
                        } catch (IOException gone) {
                            // It has had enough.
                        }
                    });
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return socket;
    }
}
