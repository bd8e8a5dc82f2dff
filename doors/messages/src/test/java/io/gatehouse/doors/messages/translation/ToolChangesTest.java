package io.gatehouse.doors.messages.translation;

import static io.gatehouse.doors.messages.translation.Mcp.CRM;
import static io.gatehouse.doors.messages.translation.Mcp.NEWEST;
import static io.gatehouse.doors.messages.translation.Mcp.OF_CRM;
import static io.gatehouse.doors.messages.translation.Mcp.OF_SHOP;
import static io.gatehouse.doors.messages.translation.Mcp.SHOP;
import static io.gatehouse.doors.messages.translation.RequestReaderTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Tools that come and go in the middle of a conversation, choices of tools, and references to tools.
class ToolChangesTest {
    private static final String HI = "{'role':'user','content':'hi'}";
    private static final String MARK = "'cache_control':{'type':'ephemeral'}";

    private static String system(String... blocks) {
        return "{'role':'system','content':[" + String.join(",", blocks) + "]}";
    }

    private static String change(String type, String tool) {
        return "{'type':'tool_" + type + "','tool':" + tool + "}";
    }

    private static String named(String name) {
        return "{'type':'tool_reference','name':'" + name + "'}";
    }

    private static final String GET = "{'type':'mcp_tool_reference','server_name':'crm','name':'get'}";
    private static final String ALL = "{'type':'mcp_toolset_reference','server_name':'crm'}";

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(
                        "a tool of a server",
                        system(change("removal", GET), "{'type':'text','text':'x'}"),
                        system(change("removal", named("crm_get")), "{'type':'text','text':'x'}")),
                Arguments.of(
                        "all tools of a server",
                        system(with(change("addition", ALL), MARK)),
                        system(change("addition", named("crm_get")), with(change("addition", named("crm_put")), MARK))),
                Arguments.of(
                        "a tool of the client",
                        system(change("addition", named("local"))),
                        system(change("addition", named("local")))),
                Arguments.of(
                        "a text alone", "{'role':'system','content':'note'}", "{'role':'system','content':'note'}"),
                Arguments.of(
                        "what goes beside",
                        "{'role':'system','clear_at':'never','content':[" + change("removal", GET)
                                + "],'output_config':{'effort':'low'}}",
                        "{'role':'system','clear_at':'never','content':[" + change("removal", named("crm_get"))
                                + "],'output_config':{'effort':'low'}}"));
    }

    /// A small request must not become a huge one.
    @Test
    void toolsThatAreNamedAreCountedOneByOne() throws Exception {
        String all = system(Collections.nCopies(5_001, change("removal", ALL)).toArray(String[]::new));
        McpRequest request = Mcp.talk(HI + "," + all);
        Toolbox toolbox = Mcp.toolbox(request);
        assertThatThrownBy(() -> ModelBody.of(request, toolbox, Mcp.memory()))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.error().code()).isEqualTo("available_tools_limit_exceeded");
                    assertThat(refused).hasMessageStartingWith("messages.1.content.5000: ");
                });
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyNamesAreFoundAmongManyTools() throws Exception {
        String reference = "{'type':'tool_reference','tool_name':'nothing'}";
        String result = "{'type':'tool_result','tool_use_id':'toolu_x','content':["
                + String.join(",", Collections.nCopies(100_000, reference)) + "]}";
        McpRequest request = Mcp.talk(HI + ",{'role':'user','content':[" + result + "]}");
        List<String> names = IntStream.range(0, 5_000).mapToObj(at -> "t" + at).toList();
        Toolbox toolbox = Toolbox.of(request, Mcp.lists("crm: " + String.join(" ", names), "shop: get"));
        assertThat(Mcp.messages(ModelBody.of(request, toolbox, Mcp.memory()))).contains(reference);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void translates(String name, String given, String sent) throws Exception {
        assertThat(Mcp.messages(Mcp.model(Mcp.talk(HI + "," + given)))).isEqualTo("[" + HI + "," + sent + "]");
    }

    @Test
    void definesTheToolsOfAServerOnce() throws Exception {
        String definition =
                RequestReaderTest.addition(with(OF_CRM, MARK + ",'configs':{'put':{'defer_loading':true}}"));
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "],'messages':[" + HI + "," + definition + ","
                        + system(change("removal", ALL)) + "," + definition + "]"),
                NEWEST);
        assertThat(Mcp.messages(Mcp.model(request)))
                .isEqualTo("[" + HI + ","
                        + system(
                                change(
                                        "addition",
                                        "{'type':'tool_definition','definition':{'name':'crm_get','description':'Does get.','input_schema':{'type':'object'}}}"),
                                with(
                                        change(
                                                "addition",
                                                "{'type':'tool_definition','definition':{'name':'crm_put','description':'Does put.','input_schema':{'type':'object'},'defer_loading':true}}"),
                                        MARK))
                        + "," + system(change("removal", named("crm_get")), change("removal", named("crm_put"))) + ","
                        + system(change("addition", named("crm_get")), with(change("addition", named("crm_put")), MARK))
                        + "]");
    }

    @Test
    void leavesOutAMessageOfWhichNothingIsLeft() throws Exception {
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "],'tools':[" + with(OF_CRM, "'default_config':{'enabled':false}")
                        + "],'messages':[" + HI + "," + system(change("removal", ALL)) + "]"),
                NEWEST);
        assertThat(Mcp.messages(Mcp.model(request))).isEqualTo("[" + HI + "]");
    }

    static Stream<Arguments> unresolved() {
        return Stream.of(
                Arguments.of(GET.replace("get", "gone"), "there is no tool `gone` of an MCP server `crm`"),
                Arguments.of(GET.replace("crm", "gone"), "there is no tool `get` of an MCP server `gone`"),
                Arguments.of(ALL.replace("crm", "gone"), "there is no MCP server `gone` in `mcp_servers`"));
    }

    @ParameterizedTest
    @MethodSource("unresolved")
    void refusesReferencesToNothing(String tool, String why) {
        ApiException refused = catchThrowableOfType(
                ApiException.class, () -> Mcp.model(Mcp.talk(HI + "," + system(change("removal", tool)))));
        assertThat(refused).hasMessage("messages.1.content.0.tool: " + why + ", or it is disabled");
        assertThat(refused.error().code()).isEqualTo("tool_reference_unresolved");
    }

    @Test
    void understandsReferencesOfClientsThatSearchThemselves() throws Exception {
        String use = "{'type':'tool_use','id':'toolu_x','name':'local','input':{}}";
        String found = "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_x','content':["
                + "{'type':'tool_reference','tool_name':'put'},{'type':'tool_reference','tool_name':'crm_get'},"
                + "{'type':'tool_reference','tool_name':'unknown'}]}]}";
        String given = HI + ",{'role':'assistant','content':[" + use + "]}," + found;
        assertThat(Mcp.messages(Mcp.model(Mcp.talk(given)))).isEqualTo("[" + given.replace("'put'", "'crm_put'") + "]");
    }

    static Stream<Arguments> choices() {
        return Stream.of(
                Arguments.of(
                        "{'type':'auto','disable_parallel_tool_use':true}",
                        "{'type':'auto','disable_parallel_tool_use':true}"),
                Arguments.of("{'type':'none'}", "{'type':'none'}"),
                Arguments.of("{'type':'any'}", "{'type':'any'}"),
                Arguments.of("{'type':'tool','name':'local'}", "{'type':'tool','name':'local'}"),
                Arguments.of("{'type':'tool','name':'crm_get'}", "{'type':'tool','name':'crm_get'}"),
                Arguments.of(
                        "{'type':'tool','name':'put','disable_parallel_tool_use':true}",
                        "{'type':'tool','name':'crm_put','disable_parallel_tool_use':true}"));
    }

    private static ModelBody choosing(String choice) throws ApiException {
        return Mcp.model(Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "," + SHOP + "],'tools':[" + Mcp.client("local") + "," + OF_CRM + ","
                        + OF_SHOP + "],'tool_choice':" + choice),
                NEWEST));
    }

    private static String choice(ModelBody body) {
        JsonNode sent = Trees.MAPPER.readTree(body.bytes(false));
        return Mcp.plain(sent.path("tool_choice"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void choosesByTheNamesThatModelsKnow(String given, String sent) throws Exception {
        assertThat(choice(choosing(given))).isEqualTo(sent);
    }

    @Test
    void refusesChoicesOfNothing() {
        assertThatThrownBy(() -> choosing("{'type':'tool','name':'gone'}"))
                .hasMessage("tool_choice.tool.name: Tool 'gone' not found in provided tools");
        assertThatThrownBy(() -> choosing("{'type':'tool','name':'get'}"))
                .hasMessageContaining("several MCP servers have a tool `get`");
    }

    @Test
    void forcesOneCallOnly() throws Exception {
        ModelBody body = choosing("{'type':'any','disable_parallel_tool_use':true}");
        body.append(
                Mcp.array("[{'type':'tool_use','id':'toolu_a','name':'crm_get','input':{}}]"),
                List.of(new ModelResult("mcptoolu_a", Trees.array(), false)));
        assertThat(choice(body)).isEqualTo("{'type':'auto','disable_parallel_tool_use':true}");
        body.finalTurn();
        assertThat(choice(body)).isEqualTo("{'type':'none'}");
    }

    @Test
    void forcesNoCallInATurnThatGoesOn() throws Exception {
        String paused = HI + ",{'role':'assistant','content':[" + ModelBodyTest.mcp("a", "crm", "get", "{}") + ","
                + ModelBodyTest.said("a", "1") + "]}";
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "],'tools':[" + OF_CRM
                        + "],'tool_choice':{'type':'any'},'messages':[" + paused + "]"),
                NEWEST);
        assertThat(choice(Mcp.model(request))).isEqualTo("{'type':'auto'}");
    }

    @Test
    void choosesNothingWhereThereAreNoTools() throws Exception {
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + CRM + "],'tools':[" + with(OF_CRM, "'default_config':{'enabled':false}")
                        + "],'tool_choice':{'type':'auto'}"),
                NEWEST);
        ModelBody body = Mcp.model(request);
        body.finalTurn();
        String sent = new String(body.bytes(false), StandardCharsets.UTF_8);
        assertThat(sent).doesNotContain("tool_choice").doesNotContain("tools");
    }

    @Test
    void goesOnInTheContainerOfTheTurnBefore() throws Exception {
        ModelBody body = Mcp.model(Mcp.talk(HI));
        body.container("container_1");
        assertThat(Trees.MAPPER.readTree(body.bytes(false)).path("container").asString(""))
                .isEqualTo("container_1");
        McpRequest skilled = Mcp.read(Mcp.body("'container':{'skills':[]}"), NEWEST);
        ModelBody other = Mcp.model(skilled);
        other.container("container_2");
        assertThat(Mcp.plain(Trees.MAPPER.readTree(other.bytes(false)).path("container")))
                .isEqualTo("{'skills':[],'id':'container_2'}");
    }
}
