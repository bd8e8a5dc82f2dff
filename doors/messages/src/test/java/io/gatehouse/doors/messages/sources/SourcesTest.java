package io.gatehouse.doors.messages.sources;

import static io.gatehouse.doors.messages.sources.SourceBed.call;
import static io.gatehouse.doors.messages.sources.SourceBed.http;
import static io.gatehouse.doors.messages.sources.SourceBed.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.gateway.catalog.OutsideName;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.models.ApiError;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.settings.CallerToken;
import io.gatehouse.upstream.settings.ModelTools;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// The servers of the gateway itself, as requests to the Messages API name them.
class SourcesTest {
    private static final List<String> SHOP =
            List.of("get_order", "get_product", "list_orders", "refund", "search_products");

    @TempDir
    Path folder;

    private SourceBed bed;

    @BeforeEach
    void start() {
        bed = new SourceBed(folder);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private static ServerSettings.Builder shop() {
        return ServerSettings.builder("shop", new Transport.InProcess(SampleShop.server()));
    }

    @Test
    void numbersKeepEveryDigit() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of()).build());
            ObjectNode arguments = (ObjectNode)
                    Trees.MAPPER.readTree("{\"a\":0.1234567890123456789,\"b\":1.0,\"c\":12345678901234567890}");
            try (ToolSource source = bed.source("gatehouse://server/crm", null)) {
                source.tools();
                source.call("echo", arguments).get(20, TimeUnit.SECONDS);
            }
            assertThat(stub.asked("tools/call").getFirst().body()).contains(arguments.toString());
            assertThat(arguments.toString()).contains("0.1234567890123456789").contains("1.0,");
        }
    }

    @Test
    void halfACharacterOfTheModelReachesNoServer() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of()).build());
            try (ToolSource source = bed.source("gatehouse://server/crm", null)) {
                source.tools();
                source.call("echo", Trees.object().put("a\ud83d", "x\ude00 \ud83d\ude00"))
                        .get(20, TimeUnit.SECONDS);
            }
            assertThat(stub.asked("tools/call").getFirst().body()).contains("{\"a\ufffd\":\"x\ufffd \ud83d\ude00\"}");
        }
    }

    @Test
    void aConfiguredServerThatRefusesTheTokenOfTheRequestAsksForAnotherToken() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            stub.admits(401, "Bearer good"::equals);
            String url = stub.url("127.0.0.1");
            bed.serves(http("crm", url, Map.of()).build());
            ApiError refused = bed.refused(url, "bad");
            assertThat(refused.message())
                    .contains("401")
                    .contains("`authorization_token` that the request gives")
                    .doesNotContain("headers-helper");
        }
    }

    @Test
    void aConfiguredServerIsTheSameWithOrWithoutASlashAtTheEndOfItsAddress() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            String url = stub.url("127.0.0.1");
            bed.serves(http("crm", url, Map.of("Authorization", "Bearer of-the-operator"))
                    .build());
            assertThat(bed.tools(url + "/", null)).containsExactly("echo");
            assertThat(stub.asked("tools/list"))
                    .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer of-the-operator"));
        }
    }

    @Test
    void aServerIsNamedByItsNameAndItsToolsHaveTheirOwn() throws Exception {
        bed.serves(shop().build());
        try (ToolSource source = bed.source("gatehouse://server/shop", null)) {
            assertThat(names(source)).containsExactlyElementsOf(SHOP);
            assertThat(source.tools().get(1).readOnly()).isTrue();
            assertThat(call(source, "list_orders")).contains("\"content\"").doesNotContain("isError\":true");
        }
        CallRecord told = bed.told();
        assertThat(told.door()).isEqualTo("messages");
        assertThat(told.caller().name()).isEqualTo("alice");
        assertThat(told.server()).isEqualTo("shop");
        assertThat(told.name()).isEqualTo("list_orders");
    }

    @Test
    void aToolsetIsNamedByItsNameAndShowsWhatIsInIt() throws Exception {
        ToolsetSettings support = new ToolsetSettings("support", Names.PREFIXED, List.of(Member.whole("shop")), false);
        bed.serves(List.of(shop().build()), List.of(support));
        assertThat(bed.tools("gatehouse://toolset/support", null))
                .contains("shop_refund")
                .hasSize(5);
        assertThat(bed.tools("gatehouse://toolset/shop", null)).contains("shop_refund");
    }

    @Test
    void theGatewaysOwnAddressesStandForItsToolsetsAndNothingIsSent() throws Exception {
        bed.serves(shop().build());
        bed.resolver = host -> {
            throw new AssertionError("looked up " + host);
        };
        assertThat(bed.tools("https://gateway.example/mcp/shop", "the caller's own key"))
                .contains("shop_refund");
        assertThat(bed.tools("http://gateway.example:8420/mcp", null)).contains("shop_refund");
        assertThat(bed.tools("http://gateway.example:8420/mcp/", null)).contains("shop_refund");
        assertThat(bed.tools("https://gateway.example/mcp/shop/", null)).contains("shop_refund");
        assertThat(bed.refused("https://gateway.example/mcp/other", null).message())
                .contains("Ask its operator")
                .doesNotContain("shop");
        assertThat(bed.refused("https://gateway.example/metrics", null).message())
                .contains("/mcp/NAME");
        assertThat(bed.refused("https://gateway.example/mcp/%00shop", null).status())
                .isEqualTo(400);
    }

    @Test
    void anUnknownNameIsRefusedWithoutThoseThatAreKnown() {
        bed.serves(shop().build());
        ApiError server = bed.refused("gatehouse://server/crm", null);
        assertThat(server.status()).isEqualTo(400);
        assertThat(server.type()).isEqualTo("invalid_request_error");
        assertThat(server.message()).contains("`crm`").doesNotContain("shop");
        assertThat(bed.refused("gatehouse://toolset/none", null).message()).doesNotContain("shop");
        for (String odd : List.of(
                "gatehouse://server/",
                "gatehouse://server",
                "gatehouse://shop",
                "gatehouse:server/shop",
                "gatehouse://server/shop?x=1",
                "gatehouse://server/shop#x",
                "gatehouse://toolset/%00shop",
                "gatehouse://server/a/../shop")) {
            assertThat(bed.refused(odd, null).status()).as(odd).isEqualTo(400);
        }
    }

    @Test
    void aConfiguredAddressMeansTheConfiguredServerWithItsOwnCredentials() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of("Authorization", "Bearer operators"))
                    .build());
            try (ToolSource source = bed.source(stub.url("127.0.0.1").replace("http", "HTTP"), null)) {
                assertThat(names(source)).containsExactly("echo");
                assertThat(call(source, "echo")).contains("done");
            }
            assertThat(stub.asked)
                    .isNotEmpty()
                    .allMatch(asked -> asked.authorization().equals("Bearer operators"));
            assertThat(bed.gateway.outside().size()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTokenOfARequestReplacesTheServersOwnCredential(boolean named) throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            String url = named ? "gatehouse://server/crm" : stub.url("127.0.0.1");
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of("Authorization", "Bearer operators", "X-Api-Key", "k"))
                    .build());
            assertThat(bed.tools(url, null)).containsExactly("echo");
            stub.asked.clear();
            try (ToolSource source = bed.source(url, "callers")) {
                assertThat(names(source)).containsExactly("echo");
                assertThat(call(source, "echo")).contains("done");
            }
            assertThat(stub.asked)
                    .isNotEmpty()
                    .allMatch(asked -> asked.authorization().equals("Bearer callers"));
        }
    }

    @Test
    void aServerMayRequireTheTokenOfTheRequestOrRefuseIt() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            String url = stub.url("127.0.0.1");
            bed.serves(
                    shop().build(),
                    http("own", url + "?own", Map.of())
                            .callerToken(CallerToken.REFUSE)
                            .build(),
                    http("theirs", url, Map.of())
                            .callerToken(CallerToken.REQUIRE)
                            .build());
            for (String address : List.of("gatehouse://server/own", url + "?own", "gatehouse://server/shop")) {
                ApiError refused = bed.refused(address, "secret");
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.message()).contains("leave it out").doesNotContain("secret");
            }
            for (String address : List.of("gatehouse://server/theirs", url)) {
                assertThat(bed.refused(address, null).message()).contains("give the one that you have");
                assertThat(bed.tools(address, "callers")).containsExactly("echo");
            }
            assertThat(bed.tools("gatehouse://server/own", null)).containsExactly("echo");
        }
    }

    @Test
    void aSlashAtTheEndOfAnAddressMeansNothing() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            String url = stub.url("127.0.0.1");
            ToolsetSettings support =
                    new ToolsetSettings("support", Names.PREFIXED, List.of(Member.whole("shop")), false);
            bed.serves(List.of(shop().build(), http("crm", url, Map.of()).build()), List.of(support));
            for (String address : List.of(
                    "https://gateway.example/mcp/support/",
                    "https://gateway.example/mcp/",
                    "gatehouse://toolset/support/",
                    "gatehouse://server/shop/")) {
                assertThat(bed.tools(address, null)).as(address).hasSizeGreaterThanOrEqualTo(5);
            }
            assertThat(bed.refused("https://gateway.example/mcp/support//", null)
                            .status())
                    .isEqualTo(400);
            assertThat(bed.tools(url + "/", null)).containsExactly("echo");
            assertThat(bed.gateway.outside().size()).isZero();
        }
    }

    @Test
    void aTokenForAConfiguredServerWithoutCredentialsIsUsedOnAConnectionOfItsOwn() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            stub.on(
                    "tools/list",
                    turn -> turn.result(
                            StubServer.tools("of_" + turn.authorization().length())));
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of()).build());
            assertThat(bed.tools(stub.url("127.0.0.1"), "callers")).containsExactly("of_14");
            assertThat(bed.tools(stub.url("127.0.0.1"), null)).containsExactly("of_0");
            try (ToolSource source = bed.source(stub.url("127.0.0.1"), "callers")) {
                call(source, "of_14");
            }
            assertThat(stub.asked("tools/call").getFirst().authorization()).isEqualTo("Bearer callers");
            assertThat(bed.told().server()).isEqualTo("crm");
        }
    }

    @Test
    void anotherPathOfAConfiguredHostIsAnotherServer() {
        bed.serves(http("crm", "https://crm.example/mcp", Map.of()).build());
        bed.settings = SourceSettings.DEFAULT;
        bed.resolver = host -> List.of();
        assertThat(bed.refused("https://crm.example/other", null).message()).contains("not public");
        assertThat(bed.gateway.outside().size()).isZero();
    }

    @Test
    void aServerThatIsDownKeepsItsToolsAndItsCallsFail() throws Exception {
        StubServer stub = new StubServer(bed.engine, true);
        bed.serves(http("crm", stub.url("127.0.0.1"), Map.of()).build());
        assertThat(bed.tools("gatehouse://server/crm", null)).containsExactly("echo");
        stub.close();
        try (ToolSource source = bed.source("gatehouse://server/crm", null)) {
            assertThat(names(source)).containsExactly("echo");
            assertThat(call(source, "echo")).contains("\"isError\":true").contains("Server crm");
        }
    }

    @Test
    void aServerThatNeverListedIsNamedWithoutItsAddress() {
        bed.serves(http("crm", "http://127.0.0.1:1/mcp", Map.of()).build());
        ApiError error = bed.refused("gatehouse://server/crm", null);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("Server crm is not available").doesNotContain("127.0.0.1:1");
    }

    @Test
    void resourcesAndPromptsAreToolsWhereTheOperatorSaysSo() throws Exception {
        bed.serves(shop().modelTools(Set.of(ModelTools.RESOURCES, ModelTools.PROMPTS))
                .build());
        try (ToolSource source = bed.source("gatehouse://server/shop", null)) {
            assertThat(names(source))
                    .startsWith(SHOP.toArray(String[]::new))
                    .endsWith("list_resources", "read_resource", "list_prompts", "get_prompt");
            assertThat(source.tools().getLast().readOnly()).isTrue();
            String resources = call(source, "list_resources");
            assertThat(resources).contains("uri");
            assertThat(call(source, "list_prompts")).contains("answer_customer");
            String uri = resources.replaceAll("(?s).*?\\\\\"uri\\\\\":\\\\\"([^\\\\]*)\\\\\".*", "$1");
            assertThat(source.call("read_resource", Trees.object().put("uri", uri))
                            .get(10, TimeUnit.SECONDS)
                            .body()
                            .text())
                    .contains("\"type\":\"resource\"")
                    .contains(uri);
            assertThat(source.call("read_resource", Trees.object().put("uri", "none://x"))
                            .get(10, TimeUnit.SECONDS)
                            .body()
                            .text())
                    .contains("\"isError\":true");
            assertThat(call(source, "read_resource"))
                    .contains("\"isError\":true")
                    .contains("`uri`");
            assertThat(source.call("get_prompt", Trees.object().put("name", "review_orders"))
                            .get(10, TimeUnit.SECONDS)
                            .body()
                            .text())
                    .contains("\"text\":\"user:");
        }
        SourceBed.until(
                "told",
                () -> bed.calls.stream()
                        .map(CallRecord::method)
                        .toList()
                        .containsAll(List.of("resources/read", "prompts/get")));
    }

    @Test
    void aServersOwnToolKeepsItsNameBesideThose() throws Exception {
        try (StubServer stub = new StubServer(bed.engine, true)) {
            stub.lists("list_resources", "list_resources_2");
            stub.on(
                    "server/discover",
                    turn -> turn.result("{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                            + "\"capabilities\":{\"tools\":{},\"resources\":{}},\"ttlMs\":3600000}"));
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of())
                    .modelTools(Set.of(ModelTools.RESOURCES, ModelTools.PROMPTS))
                    .build());
            try (ToolSource source = bed.source("gatehouse://server/crm", null)) {
                assertThat(names(source))
                        .containsExactly("list_resources", "list_resources_2", "list_resources_3", "read_resource");
                assertThat(source.tools().getLast().description()).contains("list_resources_3");
                assertThat(call(source, "list_resources")).contains("done");
                assertThat(call(source, "list_resources_3")).contains("\\\"resources\\\":[]");
            }
        }
    }

    @Test
    void withoutTheSettingNothingIsAdded() throws Exception {
        bed.serves(shop().build());
        assertThat(bed.tools("gatehouse://server/shop", null)).containsExactlyElementsOf(SHOP);
    }

    @Test
    void addressesAreTakenApartTheSameWayEverywhere() {
        assertThat(OutsideServersName.of("HTTPS://MCP.Example.com:8443/secret?key=1"))
                .isEqualTo("https://mcp.example.com:8443");
    }

    /// What logs call an outside server.
    private static final class OutsideServersName {
        static String of(String url) {
            return OutsideName.of(URI.create(url));
        }
    }
}
