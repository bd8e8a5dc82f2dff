package io.gatehouse.doors.messages.translation;

import static io.gatehouse.doors.messages.translation.Mcp.CRM;
import static io.gatehouse.doors.messages.translation.Mcp.NEWEST;
import static io.gatehouse.doors.messages.translation.Mcp.OF_CRM;
import static io.gatehouse.doors.messages.translation.Mcp.OF_SHOP;
import static io.gatehouse.doors.messages.translation.Mcp.OLD;
import static io.gatehouse.doors.messages.translation.Mcp.SHOP;
import static io.gatehouse.doors.messages.translation.Mcp.TOOLSETS;
import static io.gatehouse.doors.messages.translation.RequestReaderTest.addition;
import static io.gatehouse.doors.messages.translation.RequestReaderTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.models.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which tools a model is offered, under which names, in which order.
class ToolboxTest {
    private static final String MARK = "'cache_control':{'type':'ephemeral'}";
    private static final String SEARCH = "{'type':'tool_search_tool_bm25','name':'tool_search_tool_bm25'}";

    private static Toolbox of(String tools, Betas betas, String... lists) throws ApiException {
        return Toolbox.of(request(tools, betas), Mcp.lists(lists));
    }

    private static McpRequest request(String tools, Betas betas) throws ApiException {
        String servers = (betas == OLD || tools.contains("'crm'") ? CRM : "")
                + (tools.contains("'crm'") && tools.contains("'shop'") || betas == OLD ? "," : "")
                + (betas == OLD || tools.contains("'shop'") ? SHOP : "");
        return Mcp.read(Mcp.body("'mcp_servers':[" + servers + "],'tools':[" + tools + "]"), betas);
    }

    private static List<String> names(Toolbox toolbox) {
        return toolbox.tools()
                .valueStream()
                .map(tool -> tool.path("name").asString(""))
                .toList();
    }

    private static String marked(Toolbox toolbox) {
        return toolbox.tools()
                .valueStream()
                .map(tool -> tool.path("name").asString("")
                        + (tool.has("cache_control") ? "!" : "")
                        + (tool.has("defer_loading") ? "?" : ""))
                .toList()
                .toString();
    }

    @Test
    void putsTheToolsOfAServerInThePlaceOfItsToolset() throws Exception {
        Toolbox toolbox = of(
                Mcp.client("one") + "," + OF_SHOP + "," + SEARCH + "," + OF_CRM + "," + Mcp.client("two"),
                NEWEST,
                "crm: put get",
                "shop: buy");
        assertThat(names(toolbox))
                .containsExactly("one", "shop_buy", "tool_search_tool_bm25", "crm_get", "crm_put", "two");
        assertThat(Mcp.plain(toolbox.tools().get(1)))
                .isEqualTo("{'name':'shop_buy','description':'Does buy.','input_schema':{'type':'object'}}");
        assertThat(Mcp.plain(toolbox.tools().get(0))).isEqualTo(Mcp.client("one"));
    }

    @Test
    void putsToolsAfterAllOthersWhereThereAreNoToolsets() throws Exception {
        Toolbox toolbox = of(Mcp.client("one"), OLD, "crm: get", "shop: buy");
        assertThat(names(toolbox)).containsExactly("one", "crm_get", "shop_buy");
        assertThat(toolbox.listings()).isEmpty();
    }

    @Test
    void offersWhatIsEnabled() throws Exception {
        String allowed = with(OF_CRM, "'default_config':{'enabled':false},'configs':{'get':{'enabled':true},'x':{}}");
        assertThat(names(of(allowed, TOOLSETS, "crm: get put del"))).containsExactly("crm_get");
        String denied = with(OF_CRM, "'configs':{'put':{'enabled':false}}");
        assertThat(names(of(denied, TOOLSETS, "crm: get put del"))).containsExactly("crm_del", "crm_get");
    }

    @Test
    void defersWhatIsToBeSearched() throws Exception {
        String deferred =
                with(OF_CRM, "'default_config':{'defer_loading':true},'configs':{'get':{'defer_loading':false}}");
        assertThat(marked(of(deferred, TOOLSETS, "crm: del get put"))).isEqualTo("[crm_del?, crm_get, crm_put?]");
    }

    @Test
    void refusesToDeferAll() {
        String deferred = with(OF_CRM, "'default_config':{'defer_loading':true}");
        assertThatThrownBy(() -> of(deferred, TOOLSETS, "crm: get put"))
                .isInstanceOf(ApiException.class)
                .hasMessage("At least one tool must have defer_loading=false. All tools cannot be deferred.");
    }

    @Test
    void takesASearchToolAsOneThatIsNotDeferred() throws Exception {
        String deferred = with(OF_CRM, "'default_config':{'defer_loading':true}");
        assertThat(names(of(SEARCH + "," + deferred, TOOLSETS, "crm: get"))).hasSize(2);
    }

    static Stream<Arguments> marks() {
        String mark = with(OF_CRM, MARK);
        return Stream.of(
                Arguments.of("on the toolset's last tool", mark + "," + Mcp.client("z"), "[crm_get, crm_put!, z]"),
                Arguments.of(
                        "not on a deferred one",
                        with(OF_CRM, MARK + ",'configs':{'put':{'defer_loading':true}}"),
                        "[crm_get!, crm_put?]"),
                Arguments.of(
                        "on the tool before, when no tool is enabled",
                        Mcp.client("a") + "," + with(OF_CRM, MARK + ",'default_config':{'enabled':false}"),
                        "[a!]"),
                Arguments.of(
                        "on the tool before, when all are deferred",
                        Mcp.client("a") + "," + with(OF_CRM, MARK + ",'default_config':{'defer_loading':true}"),
                        "[a!, crm_get?, crm_put?]"),
                Arguments.of(
                        "nowhere, when there is no tool before",
                        with(OF_CRM, MARK + ",'default_config':{'enabled':false}") + "," + Mcp.client("z"),
                        "[z]"),
                Arguments.of(
                        "once, where there is one already",
                        with(Mcp.client("a"), MARK) + "," + with(OF_CRM, MARK + ",'default_config':{'enabled':false}"),
                        "[a!]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("marks")
    void putsTheMark(String where, String tools, String marked) throws Exception {
        assertThat(marked(of(tools, TOOLSETS, "crm: get put"))).isEqualTo(marked);
    }

    @Test
    void leavesTheRequestAsItIs() throws Exception {
        McpRequest request =
                request(Mcp.client("a") + "," + with(OF_CRM, MARK + ",'default_config':{'enabled':false}"), TOOLSETS);
        String before = CanonicalJson.text(request.body());
        Toolbox.of(request, Mcp.lists("crm: get"));
        assertThat(CanonicalJson.text(request.body())).isEqualTo(before);
    }

    @Test
    void findsToolsByNameAndNamesByTool() throws Exception {
        Toolbox toolbox = of(OF_CRM, TOOLSETS, "crm: get a.b");
        String odd = toolbox.modelName("crm", "a.b");
        assertThat(odd).matches("crm_a_b_[0-9a-f]{8}");
        assertThat(toolbox.find(odd)).isEqualTo(new Address("crm", "a.b"));
        assertThat(toolbox.find("crm_get")).isEqualTo(new Address("crm", "get"));
        assertThat(toolbox.find("get")).isNull();
        assertThat(toolbox.offered(new Address("crm", "get")))
                .extracting(OfferedTool::readOnly)
                .isEqualTo(true);
        assertThat(toolbox.offered(new Address("crm", "gone"))).isNull();
        assertThat(toolbox.modelName("crm", "gone")).isEqualTo("crm_gone");
    }

    @Test
    void knowsWhatTheServerCallsArguments() throws Exception {
        Toolbox toolbox = Toolbox.of(
                request(OF_CRM, TOOLSETS),
                Map.of("crm", List.of(Mcp.tool("get", "{'type':'object','properties':{'$top':{}}}"))));
        Address get = new Address("crm", "get");
        assertThat(Mcp.plain(toolbox.tools()))
                .contains("'properties':{'_top':{}}")
                .doesNotContain("'$top'");
        assertThat(Mcp.plain(toolbox.arguments(get, Mcp.object("{'_top':1}")))).isEqualTo("{'$top':1}");
        assertThat(Mcp.plain(toolbox.arguments(new Address("crm", "gone"), Mcp.object("{'_top':1}"))))
                .isEqualTo("{'_top':1}");
    }

    @Test
    void refusesAFixedArgumentThatTheToolDoesNotHave() throws Exception {
        McpRequest request = request(
                "{'type':'mcp_toolset','mcp_server_name':'crm','configs':{'get':{'arguments':{'tenannt':'acme'}}}}",
                TOOLSETS);
        String schema = "{'type':'object','properties':{'tenant':{'type':'string'}}";
        assertThatThrownBy(() -> Toolbox.of(request, Map.of("crm", List.of(Mcp.tool("get", schema + "}")))))
                .isInstanceOf(ApiException.class)
                .hasMessage("tools: `configs` of the toolset of the MCP server `crm` fixes the argument `tenannt` of"
                        + " the tool `get`, which has no such argument; did you mean tenant?");
        Toolbox open =
                Toolbox.of(request, Map.of("crm", List.of(Mcp.tool("get", schema + ",'additionalProperties':true}"))));
        assertThat(Mcp.plain(open.arguments(new Address("crm", "get"), Mcp.object("{}"))))
                .isEqualTo("{'tenannt':'acme'}");
    }

    @Test
    void takesTheFirstOfSeveralToolsWithOneName() throws Exception {
        Toolbox toolbox = Toolbox.of(
                request(OF_CRM, TOOLSETS),
                Map.of("crm", List.of(Mcp.tool("get", "{'type':'object','title':'first'}"), Mcp.tool("get"))));
        assertThat(toolbox.tools()).hasSize(1);
        assertThat(Mcp.plain(toolbox.tools())).contains("first");
    }

    static Stream<Arguments> conflicts() {
        return Stream.of(
                Arguments.of(OF_CRM + "," + Mcp.client("crm_get"), "and tools.1;"),
                Arguments.of(OF_CRM + ",{'type':'bash_20250124','name':'crm_get'}", "and tools.1;"));
    }

    @ParameterizedTest
    @MethodSource("conflicts")
    void refusesTwoToolsWithOneName(String tools, String other) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> of(tools, TOOLSETS, "crm: get"));
        assertThat(refused)
                .hasMessageStartingWith(
                        "tools: two tools have the name `crm_get`: the tool `get` of the MCP server `crm`")
                .hasMessageContaining(other);
        assertThat(refused.error().code()).isEqualTo("tool_name_conflict");
    }

    @Test
    void refusesTwoServersThatClaimOneName() throws Exception {
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "," + CRM.replace("'crm'", "'crm_get'") + "],'tools':[" + OF_CRM
                        + "," + OF_CRM.replace("'crm'", "'crm_get'") + "]"),
                NEWEST);
        assertThatThrownBy(() -> Toolbox.of(request, Mcp.lists("crm: get_all", "crm_get: all")))
                .hasMessageContaining(
                        "the tool `all` of the MCP server `crm_get`, and the tool `get_all` of the MCP server `crm`");
    }

    @Test
    void givesListsOnlyOfServersThatWereAsked() throws Exception {
        String pinned = with(OF_SHOP, "'tools':[{'name':'buy','input_schema':{'anyOf':[]}}]");
        Toolbox toolbox = of(
                with(OF_CRM, "'configs':{'put':{'enabled':false}}") + "," + pinned,
                NEWEST,
                "crm: put get",
                "shop: sell");
        assertThat(names(toolbox)).containsExactly("crm_get", "shop_buy");
        assertThat(toolbox.listings())
                .extracting(Mcp::plain)
                .containsExactly("{'type':'mcp_tool_listing','mcp_server_name':'crm','tools':["
                        + "{'name':'get','description':'Does get.','input_schema':{'type':'object'}},"
                        + "{'name':'put','description':'Does put.','input_schema':{'type':'object'}}]}");
        assertThat(of(OF_CRM, TOOLSETS, "crm: get").listings()).isEmpty();
    }

    @Test
    void offersTheSameWhenItsOwnListComesBack() throws Exception {
        Toolbox first = Toolbox.of(
                request(OF_CRM, NEWEST),
                Map.of(
                        "crm",
                        List.of(Mcp.tool("b", "{'anyOf':[{'properties':{'x':{'minimum':1.0}}}]}"), Mcp.tool("a"))));
        String listing = Mcp.plain(first.listings().getFirst());
        McpRequest again = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "],'tools':[" + OF_CRM
                        + "],'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[" + listing
                        + "]}]"),
                NEWEST);
        Toolbox second = Toolbox.of(again, Map.of());
        assertThat(CanonicalJson.text(second.tools())).isEqualTo(CanonicalJson.text(first.tools()));
        assertThat(second.listings()).isEmpty();
    }

    @Test
    void keepsToolsetsOfTheConversationOutOfTheTools() throws Exception {
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "],'tools':[" + Mcp.client("a") + "],'messages':[" + addition(OF_CRM)
                        + "]"),
                NEWEST);
        Toolbox toolbox = Toolbox.of(request, Mcp.lists("crm: get"));
        assertThat(names(toolbox)).containsExactly("a");
        assertThat(toolbox.definitions("crm")).hasSize(1);
        assertThat(toolbox.find("crm_get")).isNotNull();
    }

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("crm", "get", "crm_get"),
                Arguments.of("my crm", "get", "my_crm_get"),
                Arguments.of("crm", "get-all_2", "crm_get-all_2"),
                Arguments.of("crm", "", "crm_"),
                Arguments.of("日本", "get", "___get"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesToolsByServerAndTool(String server, String tool, String name) {
        assertThat(ModelToolNames.of(new Address(server, tool))).isEqualTo(name);
    }

    @Test
    void makesLongAndOddNamesLegalAndTellsThemApart() {
        Set<String> names = new HashSet<>();
        List<String> parts =
                List.of("a", "a.b", "a/b", "a b", "x".repeat(64), "x".repeat(65), "y".repeat(255), "😀", "é");
        int count = 0;
        for (String server : List.of("s", "s".repeat(40), "s".repeat(255))) {
            for (String tool : parts) {
                String name = ModelToolNames.of(new Address(server, tool));
                assertThat(name).matches("^[a-zA-Z0-9_-]{1,64}$");
                assertThat(name).isEqualTo(ModelToolNames.of(new Address(server, tool)));
                names.add(name);
                count++;
            }
        }
        assertThat(names).hasSize(count);
        assertThat(ModelToolNames.of(new Address("s".repeat(255), "get_the_order_of_a_customer")))
                .hasSize(64)
                .contains("_get_the_order_of_a_customer_");
    }

    @Test
    void understandsNamesAsClientsWriteThem() throws Exception {
        Toolbox toolbox = of(Mcp.client("own") + "," + OF_CRM + "," + OF_SHOP, TOOLSETS, "crm: get a.b", "shop: get");
        assertThat(toolbox.resolve("own", "p")).isEqualTo("own");
        assertThat(toolbox.resolve("crm_get", "p")).isEqualTo("crm_get");
        assertThat(toolbox.resolve("crm_a.b", "p")).isEqualTo(toolbox.modelName("crm", "a.b"));
        assertThat(toolbox.resolve("a.b", "p")).isEqualTo(toolbox.modelName("crm", "a.b"));
        assertThat(toolbox.resolve("gone", "p")).isNull();
        assertThatThrownBy(() -> toolbox.resolve("get", "tool_choice.tool.name"))
                .hasMessage("tool_choice.tool.name: several MCP servers have a tool `get`; name one of these: crm_get,"
                        + " shop_get");
    }
}
