package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.protocol.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every revision of clients with every kind of server: what any of them may ask for works with all of them, and what
/// passes does so byte for byte.
@ParameterizedClass(name = "{0}")
@MethodSource("io.gatehouse.app.EraCell#all")
class EraMatrixTest extends EraTest {
    private static EraBed bed;

    EraMatrixTest(EraCell cell) {
        super(cell);
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        bed = new EraBed(folder, "{page-size: 4}", UnaryOperator.identity());
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
    }

    @Override
    EraBed bed() {
        return bed;
    }

    @Test
    void introducesItself() {
        WireClient client = client();
        JsonNode result;
        if (cell.client().modern()) {
            result = client.send("server/discover", "").result();
            assertThat(result.path("supportedVersions").toString()).contains("2026-07-28");
            assertThat(result.path("resultType").asString()).isEqualTo("complete");
            assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
            assertThat(result.path("cacheScope").asString()).isIn("public", "private");
            assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name")
                            .asString())
                    .isEqualTo("gatehouse");
        } else {
            result = new Reply(200, client.introduction).result();
            assertThat(result.path("protocolVersion").asString())
                    .isEqualTo(cell.client().id());
            assertThat(result.at("/serverInfo/name").asString()).isEqualTo("gatehouse");
            assertThat(client.send("ping", "").result()).isEmpty();
        }
        assertThat(result.path("capabilities").propertyNames())
                .contains("tools", "resources", "prompts", "completions", "logging");
        assertThat(result.path("instructions").asString()).isEqualTo("be plain");
    }

    @Test
    void listsEveryToolOncePageByPage() {
        WireClient client = client();
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = client.send("tools/list", cursor);
            assertThat(page.result().path("tools")).hasSizeLessThanOrEqualTo(4);
            assertThat(page.text()).contains(PlainServer.UNKNOWN);
            assertThat(page.result().has("ttlMs")).isEqualTo(cell.client().modern());
            assertThat(page.result().has("cacheScope")).isEqualTo(cell.client().modern());
            assertThat(page.result().has("resultType")).isEqualTo(cell.client().modern());
            page.result()
                    .path("tools")
                    .forEach(listed -> names.add(listed.path("name").asString()));
            String next = page.result().path("nextCursor").asString(null);
            cursor = next == null ? "" : "\"cursor\":" + Json.quote(next);
        } while (!cursor.isEmpty());
        assertThat(names).doesNotHaveDuplicates().contains(tool("echo"), tool("touch"), tool("waits"));
        assertThat(client.send("tools/list", "\"cursor\":\"made up\"")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void passesACallByteForByte() {
        String arguments = "\"arguments\":{ \"n\":1.10,\"big\":123456789012345678901234567890,\"e\":1E5,\"z\":-0,"
                + "\"u\":\"\\u00e9\\/\",\"nothing\":null }";
        String unknown = "\"example.org/extra\":{\"a\": 1.0}";
        String meta = "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                + "\"tracestate\":\"a=b\",\"baggage\":\"k=v\",\"example.org/key\":1.50";
        Reply reply =
                client().send("tools/call", "\"name\":\"" + tool("echo") + "\"," + arguments + "," + unknown, meta);
        assertThat(reply.said()).contains("\"name\":\"echo\"", arguments, unknown);
        for (String key : meta.split(",")) {
            assertThat(reply.said()).contains(key);
        }
        assertThat(reply.text()).contains(PlainServer.ODD);
        assertThat(reply.result().has("isError")).isFalse();
        assertThat(reply.result().has("_meta") && !cell.client().modern()).isFalse();
        assertThat(reply.said().contains(RESERVED)).isEqualTo(cell.modernServer());
        if (cell.client().modern()) {
            assertThat(reply.result().path("resultType").asString()).isEqualTo("complete");
        } else if (!cell.modernServer()) {
            assertThat(reply.result().has("resultType")).isFalse();
        }
    }

    @Test
    void aCallWithoutArgumentsStaysWithout() {
        String seen = client().call(tool("echo")).said();
        assertThat(seen).doesNotContain("arguments");
        assertThat(seen.contains("_meta")).isEqualTo(cell.modernServer());
    }

    @Test
    void resourcesCanBeListedAndRead() {
        WireClient client = client();
        assertThat(client.send("resources/list", "").text()).contains("plain://one", PlainServer.UNKNOWN);
        assertThat(client.send("resources/templates/list", "").text())
                .contains("plain://items/{id}", PlainServer.UNKNOWN);
        for (String uri : List.of("plain://one", "plain://items/7")) {
            Reply read = client.send("resources/read", "\"uri\":\"" + uri + "\"");
            assertThat(read.result().at("/contents/0/uri").asString()).isEqualTo(uri);
            assertThat(read.text()).contains(PlainServer.UNKNOWN);
            if (cell.client().modern()) {
                assertThat(read.result().path("ttlMs").isIntegralNumber()).isTrue();
                assertThat(read.result().path("cacheScope").asString())
                        .isEqualTo(cell.modernServer() ? "public" : "private");
            } else if (!cell.modernServer()) {
                assertThat(read.result().propertyNames()).containsExactly("contents");
            }
        }
    }

    @Test
    void aResourceThatIsNotThereHasTheCodeOfTheRevision() {
        WireClient client = client();
        for (String uri : List.of("nowhere://at/all", "plain://one/more")) {
            JsonNode error =
                    client.send("resources/read", "\"uri\":\"" + uri + "\"").error();
            assertThat(error.path("code").asInt()).isEqualTo(cell.client().modern() ? -32602 : -32002);
            assertThat(error.at("/data/uri").asString()).isEqualTo(uri);
        }
    }

    @Test
    void promptsCanBeListedFilledAndCompleted() {
        WireClient client = client();
        assertThat(client.send("prompts/list", "").text()).contains(tool("greet"), PlainServer.UNKNOWN);
        Reply prompt =
                client.send("prompts/get", "\"name\":\"" + tool("greet") + "\",\"arguments\":{\"who\":\"\\u0041\"}");
        assertThat(prompt.text()).contains(PlainServer.UNKNOWN);
        assertThat(prompt.result().at("/messages/0/content/text").asString())
                .contains("\"name\":\"greet\"", "\"arguments\":{\"who\":\"\\u0041\"}");
        for (String reference : List.of(
                "{\"type\":\"ref/prompt\",\"name\":\"" + tool("greet") + "\"}",
                "{\"type\":\"ref/resource\",\"uri\":\"plain://items/{id}\"}")) {
            Reply completed = client.send(
                    "completion/complete",
                    "\"ref\":" + reference + ",\"argument\":{\"name\":\"id\",\"value\":\"par\"}");
            assertThat(completed.text()).contains("\"values\":[\"paris\",\"park\"]", PlainServer.UNKNOWN);
        }
    }

    @Test
    void anErrorKeepsItsCodeItsWordsAndItsData() {
        Reply reply = client().call(tool("fail"));
        assertThat(reply.text()).contains("\"code\":4711", "\"message\":\"It broke.\"", "{\"n\":1.10,\"e\":1E5}");
    }

    @Test
    void aMethodThatNobodyKnowsGoesToTheOnlyServer() {
        assertThat(client().send("example.org/own", "\"a\":1.10").text()).contains(PlainServer.UNKNOWN);
        JsonNode error = client().send("example.org/other", "").error();
        assertThat(error.path("code").asInt()).isEqualTo(-32601);
    }
}
