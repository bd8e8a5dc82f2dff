package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.HandMadeServer;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.RecordingExchange;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamsFixture;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kit, the endpoint in front of it and the client of the gateway have one opinion of what is mirrored in headers:
/// a tool that the kit refuses is left out of a server's list, and what is sent for an argument is accepted.
class MirroredArgumentsTest {
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"top\":{\"type\":\"string\","
            + "\"x-mcp-header\":\"Top\"},\"in\":{\"properties\":{\"flag\":{\"type\":\"boolean\","
            + "\"x-mcp-header\":\"FLAG\"},\"count\":{\"type\":\"integer\",\"x-mcp-header\":\"c.o-u_n~t\"}}}}}";

    @TempDir
    Path folder;

    private UpstreamsFixture fixture;
    private final AtomicReference<@Nullable HttpExchange> called = new AtomicReference<>();

    @BeforeEach
    void start() {
        fixture = new UpstreamsFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    /// A server of the kit that lists what it has, or a list of ours instead.
    private Upstream serve(Tool tool, @Nullable String list) throws Exception {
        KitServer kit = KitServer.builder("kit", "1").tool(tool).build();
        StreamableEndpoint endpoint = new StreamableEndpoint(
                EndpointSettings.defaults(), SessionTokens.inMemory(TokenSettings.DEFAULT), fixture.engine.timers());
        Listener listener = fixture.engine.listen(ListenSettings.of(0, "127.0.0.1"), http -> {
            String method = String.valueOf(http.header("Mcp-Method"));
            if (method.equals("tools/call")) {
                called.set(http);
            }
            if (method.equals("tools/list") && list != null) {
                String id = new String(http.body(), StandardCharsets.UTF_8).replaceFirst("(?s).*\"id\":(\\d+).*", "$1");
                String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + list + "}";
                http.respond(200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
            } else {
                endpoint.handle(http, kit, Caller.ANONYMOUS, "kit");
            }
        });
        URI url = URI.create("http://127.0.0.1:" + listener.port() + "/mcp");
        return fixture.start(
                ServerSettings.of("s", new Transport.Http(url, false, Map.of(), null, ClientSettings.defaults())));
    }

    private static Tool tool(String schema) {
        return Tool.named("t").input(schema).does(call -> ToolResult.text("ran with " + call.arguments()));
    }

    private static Response call(Upstream upstream, String arguments) {
        return sent(upstream, arguments).response();
    }

    private static RecordingExchange sent(Upstream upstream, String arguments) {
        Listed listed = upstream.snapshot().tools().getFirst();
        RecordingExchange exchange = new RecordingExchange(RecordingExchange.MODERN);
        upstream.request(
                EditedRequest.unchanged(
                        Request.of("1", "tools/call", "{\"name\":\"t\",\"arguments\":" + arguments + "}")),
                exchange,
                new CallOptions(null, null, listed.headers(), false));
        return exchange;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string','x-mcp-header':'Region'}                              | ",
                "{'type':'integer','x-mcp-header':'9'}                                  | ",
                "{'type':'boolean','x-mcp-header':'!#$%&*+-.^_~'}                       | ",
                "{'properties':{'x-mcp-header':{'type':'number'}}}                      | ",
                "{'type':'string','const':{'x-mcp-header':7}}                           | ",
                "{'type':'number','x-mcp-header':'Region'}                              | string, integer or boolean",
                "{'type':'object','x-mcp-header':'Region'}                              | string, integer or boolean",
                "{'type':['string','null'],'x-mcp-header':'Region'}                     | string, integer or boolean",
                "{'x-mcp-header':'Region'}                                              | string, integer or boolean",
                "{'type':'string','x-mcp-header':''}                                    | no header name",
                "{'type':'string','x-mcp-header':null}                                  | no header name",
                "{'type':'string','x-mcp-header':'größe'}                               | no header name",
                "{'type':'string','x-mcp-header':'a: b'}                                | no header name",
                "{'type':'array','items':{'type':'string','x-mcp-header':'Region'}}     | inside \"items\"",
                "{'anyOf':[{'type':'string','x-mcp-header':'Region'}]}                  | inside \"anyOf\"",
                "{'properties':{'b':{'type':'string','x-mcp-header':'tAKEN'}}}          | another argument"
            })
    void whatTheKitRefusesIsLeftOutOfAServersList(String property, @Nullable String problem) throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"taken\":{\"type\":\"string\",\"x-mcp-header\":\"Taken\"},"
                        + "\"a\":" + property.replace('\'', '"') + "}}";
        String list = "{\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\",\"tools\":["
                + "{\"name\":\"t\",\"inputSchema\":" + schema + "}]}";
        Upstream upstream = serve(tool("{\"type\":\"object\"}"), list);
        if (problem == null) {
            assertThat(upstream.snapshot().tools().getFirst().headers())
                    .isEqualTo(upstreamOf(schema).snapshot().tools().getFirst().headers());
            return;
        }
        assertThatThrownBy(() -> tool(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tool t, x-mcp-header: argument a")
                .hasMessageContaining(problem);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).isEmpty();
        assertThat(upstream.warnings().toString()).contains("tool t", "x-mcp-header: argument a", problem);
    }

    /// The same schema as a tool of the kit, listed by the kit.
    private Upstream upstreamOf(String schema) throws Exception {
        fixture.close();
        fixture = new UpstreamsFixture(folder.resolve("again"));
        return serve(tool(schema), null);
    }

    @Test
    void whatIsSentForOddArgumentsIsAccepted() throws Exception {
        Upstream upstream = serve(tool(SCHEMA), null);
        String[][] rows = {
            {"{\"top\":\"eu\",\"in\":{\"flag\":true,\"count\":42}}", "eu", "true", "42"},
            {"{\"top\":\"größe 🚪\",\"in\":{\"flag\":false}}", "=?base64?Z3LDtsOfZSDwn5qq?=", "false", null},
            {"{\"top\":\"\",\"in\":{\"count\":-0}}", "=?base64??=", null, "0"},
            {"{\"top\":\" a\\u0000\\r\\nMcp-Name: x\"}", "=?base64?IGEADQpNY3AtTmFtZTogeA==?=", null, null},
            {"{\"top\":\"=?base64?ZXU=?=\",\"in\":{}}", "=?base64?PT9iYXNlNjQ/WlhVPT89?=", null, null},
            {"{\"in\":{\"count\":9007199254740993}}", null, null, "9007199254740993"},
            {"{\"in\":{\"count\":42.0}}", null, null, "42"},
            {"{\"in\":{\"count\":1e2}}", null, null, "100"},
            {"{}", null, null, null},
            {"{\"top\":\"" + "x".repeat(7_900) + "\"}", "x".repeat(7_900), null, null},
            {"{\"TOP\":\"eu\",\"flag\":true}", null, null, null}
        };
        for (String[] row : rows) {
            assertThat(call(upstream, row[0]).result().whole().text())
                    .as(row[0])
                    .contains("ran with")
                    .doesNotContain("isError");
            HttpExchange http = called.get();
            assertThat(http.header("Mcp-Param-Top")).as(row[0]).isEqualTo(row[1]);
            assertThat(http.header("mcp-param-flag")).as(row[0]).isEqualTo(row[2]);
            assertThat(http.header("Mcp-Param-C.O-U_N~T")).as(row[0]).isEqualTo(row[3]);
        }
    }

    @Test
    void anArgumentTooLongForAHeaderIsNotSent() throws Exception {
        Upstream upstream = serve(tool(SCHEMA), null);
        for (int length : new int[] {8_000, 3_000_000}) {
            CallFailure failure =
                    sent(upstream, "{\"top\":\"" + "x".repeat(length) + "\"}").failure();
            assertThat(failure.outcome()).isEqualTo(Failure.Outcome.NOT_SENT);
            assertThat(failure.kind()).isEqualTo(CallFailure.Kind.UNFIT);
            assertThat(failure.caller().text())
                    .startsWith("Server s was not called: arguments.top is mirrored in the header Mcp-Param-Top")
                    .endsWith("of at most 8000. Shorten arguments.top.");
            assertThat(failure.operator().remedy()).contains("remove its x-mcp-header");
        }
        assertThat(called.get()).isNull();
        assertThat(call(upstream, "{\"top\":\"eu\"}").result().whole().text()).contains("ran with");
    }

    /// The tool's own schema refuses them; what matters here is that nobody speaks of headers.
    @Test
    void anArgumentOfAnotherTypeIsNoMatterOfHeaders() throws Exception {
        Upstream upstream = serve(tool(SCHEMA), null);
        for (String arguments : new String[] {
            "{\"top\":null}", "{\"top\":{\"a\":1}}", "{\"top\":[\"eu\"]}", "{\"top\":7}", "{\"in\":{\"count\":1.50}}"
        }) {
            assertThat(call(upstream, arguments).result().whole().text())
                    .as(arguments)
                    .contains("\"isError\":true", "schema");
        }
    }
}
