package io.gatehouse.doors.messages.translation;

import static io.gatehouse.doors.messages.translation.Mcp.CRM;
import static io.gatehouse.doors.messages.translation.Mcp.NEWEST;
import static io.gatehouse.doors.messages.translation.Mcp.OF_CRM;
import static io.gatehouse.doors.messages.translation.Mcp.OF_SHOP;
import static io.gatehouse.doors.messages.translation.Mcp.OLD;
import static io.gatehouse.doors.messages.translation.Mcp.SHOP;
import static io.gatehouse.doors.messages.translation.Mcp.TOOLSETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.models.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is refused before anything runs, each with the way to what is wrong; and what servers a request names.
class RequestReaderTest {
    private static final Betas NONE = Betas.of(List.of("files-api-2025-04-14"));
    private static final String BOTH = "'mcp_servers':[" + CRM + "]";

    static Stream<Arguments> refused() {
        return Stream.of(
                // the body
                row("{", NEWEST, "The request body is not valid JSON: "),
                row("[]", NEWEST, "Input should be a valid dictionary or object to extract fields from"),
                row("{'max_tokens':9}", NEWEST, "model: Field required"),
                row("{'model':7}", NEWEST, "model: Input should be a valid string"),
                row("{'model':''}", NEWEST, "model: String should have at least 1 character"),
                row("{'model':'m'}", NEWEST, "max_tokens: Field required"),
                row("{'model':'m','max_tokens':1.5}", NEWEST, "max_tokens: Input should be a valid integer"),
                row("{'model':'m','max_tokens':-1}", NEWEST, "max_tokens: Input should be greater than or equal to 0"),
                row("{'model':'m','max_tokens':1}", NEWEST, "messages: Field required"),
                row(Mcp.body("'stream':'yes'"), NEWEST, "stream: Input should be a valid boolean"),
                row(Mcp.body("'messages':7"), NEWEST, "messages: Input should be a valid list"),
                row(Mcp.body("'messages':[]"), NEWEST, "messages: at least one message is required"),
                row(Mcp.body("'thread':{'type':'create'}"), NEWEST, "thread: a conversation with MCP is not kept here"),
                row(Mcp.body("'tools':{}"), NEWEST, "tools: Input should be a valid list"),
                row(Mcp.body("'tools':[7]"), NEWEST, "tools.0: Input should be a valid dictionary"),
                row(Mcp.body("'tools':[{'name':7}]"), NEWEST, "tools.0.name: Input should be a valid string"),
                row(Mcp.body("'tool_choice':'auto'"), NEWEST, "tool_choice: Input should be a valid dictionary"),
                row(Mcp.body("'tool_choice':{}"), NEWEST, "tool_choice.type: Field required"),
                row(Mcp.body("'tool_choice':{'type':'tool'}"), NEWEST, "tool_choice.tool.name: Field required"),
                // servers
                row(Mcp.body("'mcp_servers':{}"), NEWEST, "mcp_servers: Input should be a valid list"),
                row(Mcp.body("'mcp_servers':['crm']"), NEWEST, "mcp_servers.0: Input should be a valid dictionary"),
                row(Mcp.body(BOTH), NONE, "mcp_servers: Extra inputs are not permitted; MCP needs a beta"),
                server("'url':'https://a','name':'a'", "type: Field required"),
                server("'type':'sse','url':'https://a','name':'a'", "type: Input should be 'url'"),
                server("'type':'stdio','name':'a'", "type: a request cannot start a program"),
                server("'command':'npx','args':['x'],'name':'a'", "command: a request cannot start a program"),
                server("'type':'url','name':'a'", "url: Field required"),
                server("'type':'url','url':7,'name':'a'", "url: Input should be a valid string"),
                server("'type':'url','url':null,'name':'a'", "url: Input should be a valid string"),
                server("'type':'url','url':'','name':'a'", "url: String should have at least 1 character"),
                server("'type':'url','url':'crm','name':'a'", "url: Input should be a valid URL with a scheme"),
                server("'type':'url','url':'https://a b','name':'a'", "url: Input should be a valid URL with a scheme"),
                server("'type':'url','url':'https://a'", "name: Field required"),
                server("'type':'url','url':'https://a','name':''", "name: String should have at least 1 character"),
                server("'type':'url','url':'https://a','name':['a']", "name: Input should be a valid string"),
                server(
                        "'type':'url','url':'https://a','name':'" + "a".repeat(256) + "'",
                        "name: String should have at most 255 characters"),
                server(
                        "'type':'url','url':'https://a','name':'a','authorization_token':7",
                        "authorization_token: Input should be a valid string"),
                server(
                        "'type':'url','url':'https://a','name':'a','authorization_token':'a\\nb: c'",
                        "authorization_token: must be a bearer token"),
                server(
                        "'type':'url','url':'https://a','name':'a','headers':{}",
                        "headers: Extra inputs are not permitted"),
                server(
                        "'type':'url','url':'https://a','name':'a','tool_configuration':{}",
                        "tool_configuration: Extra inputs are not permitted since `mcp-client-2025-11-20`"),
                row(
                        Mcp.body("'mcp_servers':[" + CRM + "," + SHOP + "," + CRM + "]"),
                        OLD,
                        "mcp_servers.2.name: names of MCP servers must be unique, but `crm` appears twice"),
                row(
                        Mcp.body("'mcp_servers':[" + many(21) + "]"),
                        OLD,
                        "mcp_servers: List should have at most 20 items after validation, not 21"),
                configuration("7", "tool_configuration: Input should be a valid dictionary"),
                configuration("{'enabled':'no'}", "tool_configuration.enabled: Input should be a valid boolean"),
                configuration(
                        "{'allowed_tools':'a'}", "tool_configuration.allowed_tools: Input should be a valid list"),
                configuration(
                        "{'allowed_tools':['a',1]}",
                        "tool_configuration.allowed_tools.1: Input should be a valid string"),
                configuration("{'tools':[]}", "tool_configuration.tools: Extra inputs are not permitted"),
                // toolsets
                row(
                        Mcp.body(BOTH),
                        TOOLSETS,
                        "mcp_servers.0: the MCP server `crm` has no toolset; add {\"type\": \"mcp_toolset\", \"mcp_server_name\": \"crm\"} to `tools`"),
                row(
                        Mcp.body("'mcp_servers':[" + CRM + "],'tools':[" + OF_SHOP + "]"),
                        NEWEST,
                        "tools.0.mcp_toolset.mcp_server_name: there is no MCP server `shop` in `mcp_servers`; there are: crm"),
                row(
                        Mcp.body("'tools':[" + OF_SHOP + "]"),
                        NEWEST,
                        "tools.0.mcp_toolset.mcp_server_name: there is no MCP server `shop` in `mcp_servers`"),
                row(
                        Mcp.body(BOTH + ",'tools':[" + OF_CRM + "," + OF_CRM + "]"),
                        NEWEST,
                        "tools.1.mcp_toolset.mcp_server_name: the MCP server `crm` already has a toolset, tools.0"),
                row(
                        Mcp.body(BOTH + ",'tools':[" + OF_CRM + "]"),
                        OLD,
                        "tools.0: Input tag 'mcp_toolset' needs the beta `mcp-client-2025-11-20`"),
                row(
                        Mcp.body(BOTH + ",'tools':[{'type':'mcp_toolset'}]"),
                        NEWEST,
                        "tools.0.mcp_toolset.mcp_server_name: Field required"),
                toolset("'strict':true", "strict: Extra inputs are not permitted"),
                toolset("'default_config':[]", "default_config: Input should be a valid dictionary"),
                toolset("'default_config':{'enabled':1}", "default_config.enabled: Input should be a valid boolean"),
                toolset("'default_config':{'allowed':true}", "default_config.allowed: Extra inputs are not permitted"),
                toolset("'configs':[]", "configs: Input should be a valid dictionary"),
                toolset("'configs':{'a':true}", "configs.a: Input should be a valid dictionary"),
                toolset(
                        "'configs':{'a':{'defer_loading':'x'}}",
                        "configs.a.defer_loading: Input should be a valid boolean"),
                toolset("'configs':{'a':{'permission':'x'}}", "configs.a.permission: Extra inputs are not permitted"),
                toolset("'cache_control':'x'", "cache_control: Input should be a valid dictionary"),
                toolset("'cache_control':{'type':'long'}", "cache_control.type: Input should be 'ephemeral'"),
                toolset(
                        "'cache_control':{'type':'ephemeral','ttl':'1d'}",
                        "cache_control.ttl: Input should be '5m' or '1h'"),
                toolset("'tools':{}", "tools: Input should be a valid list"),
                toolset("'tools':['a']", "tools.0: Input should be a valid dictionary"),
                toolset("'tools':[{'input_schema':{}}]", "tools.0.name: Field required"),
                toolset("'tools':[{'name':'a'}]", "tools.0.input_schema: Field required"),
                toolset("'tools':[{'name':'a','input_schema':true}]", "tools.0.input_schema: Input should be a valid"),
                toolset(
                        "'tools':[{'name':'a','description':7,'input_schema':{}}]",
                        "tools.0.description: Input should be a valid string"),
                toolset(
                        "'tools':[{'name':'a','input_schema':{}},{'name':'a','input_schema':{}}]",
                        "tools.1.name: Tool names must be unique, but `a` appears twice"),
                row(
                        Mcp.body(BOTH + ",'tools':[" + with(OF_CRM, "'tools':[]") + "]"),
                        TOOLSETS,
                        "tools.0.mcp_toolset.tools: Extra inputs are not permitted; pinned tools need the beta"),
                // the conversation
                message("7", "messages.0: Input should be a valid dictionary"),
                message("{'content':'x'}", "messages.0.role: Field required"),
                message("{'role':'user'}", "messages.0.content: Field required"),
                message("{'role':'user','content':7}", "messages.0.content: Input should be a valid list or string"),
                message("{'role':'user','content':[7]}", "messages.0.content.0: Input should be a valid dictionary"),
                message(
                        "{'role':'user','content':[{'type':'mcp_tool_use'}]}",
                        "messages.0.content.0: `mcp_tool_use` blocks can only be in `assistant` messages"),
                block("'type':'mcp_tool_use'", "mcp_tool_use.id: Field required"),
                block("'type':'mcp_tool_use','id':'a b'", "mcp_tool_use.id: String should match pattern"),
                block("'type':'mcp_tool_use','id':'a'", "mcp_tool_use.name: Field required"),
                block("'type':'mcp_tool_use','id':'a','name':'n'", "mcp_tool_use.server_name: Field required"),
                block(
                        "'type':'mcp_tool_use','id':'a','name':'n','server_name':'s'",
                        "mcp_tool_use.input: Field required"),
                block(
                        "'type':'mcp_tool_use','id':'a','name':'n','server_name':'s','input':'x'",
                        "mcp_tool_use.input: Input should be a valid dictionary"),
                block(
                        "'type':'mcp_tool_use','id':'a','name':'n','server_name':'s','input':{},'text':''",
                        "mcp_tool_use.text: Extra inputs are not permitted"),
                block("'type':'mcp_tool_result'", "mcp_tool_result.tool_use_id: Field required"),
                block(
                        "'type':'mcp_tool_result','tool_use_id':'a','is_error':'no'",
                        "mcp_tool_result.is_error: Input should be a valid boolean"),
                block(
                        "'type':'mcp_tool_result','tool_use_id':'a','content':7",
                        "mcp_tool_result.content: Input should be a valid list or string"),
                block(
                        "'type':'mcp_tool_result','tool_use_id':'a','content':['x']",
                        "mcp_tool_result.content.0: Input should be a valid dictionary"),
                block(
                        "'type':'mcp_tool_result','tool_use_id':'a','content':[{'type':'image'}]",
                        "mcp_tool_result.content.0.type: Input should be 'text'"),
                block(
                        "'type':'mcp_tool_result','tool_use_id':'a','content':[{'type':'text'}]",
                        "mcp_tool_result.content.0.text: Field required"),
                block("'type':'mcp_tool_listing'", "mcp_tool_listing.mcp_server_name: Field required"),
                block("'type':'mcp_tool_listing','mcp_server_name':'crm'", "mcp_tool_listing.tools: Field required"),
                block(
                        "'type':'mcp_tool_listing','mcp_server_name':'crm','tools':[{'name':'a'}]",
                        "mcp_tool_listing.tools.0.input_schema: Field required"),
                row(
                        Mcp.body("'messages':[{'role':'assistant','content':[{'type':'mcp_tool_listing',"
                                + "'mcp_server_name':'crm','tools':[]}]}]"),
                        TOOLSETS,
                        "messages.0.content.0.mcp_tool_listing: a list of tools that an earlier answer gave needs the beta"),
                row(
                        Mcp.body("'messages':[{'role':'assistant','content':[{'type':'mcp_tool_use'}]}]"),
                        NONE,
                        "messages.0.content.0: Input tag 'mcp_tool_use' needs a beta"),
                row(
                        Mcp.body(BOTH + ",'messages':[" + addition(OF_CRM) + "]"),
                        TOOLSETS,
                        "messages.0.content.0.tool_addition.tool.definition: an `mcp_toolset` in the middle"),
                row(
                        Mcp.body(BOTH + ",'tools':[" + OF_CRM + "],'messages':[" + addition(OF_CRM) + "]"),
                        NEWEST,
                        "messages.0.content.0.tool_addition.tool.definition.mcp_toolset.mcp_server_name: the MCP server `crm` already has a toolset, tools.0"),
                row(
                        Mcp.body(BOTH + ",'messages':[" + addition(OF_CRM) + ","
                                + addition(with(OF_CRM, "'configs':{'a':{'enabled':false}}")) + "]"),
                        NEWEST,
                        "messages.1.content.0.tool_addition.tool.definition.mcp_toolset.mcp_server_name: the MCP server `crm` already"));
    }

    private static Arguments row(String body, Betas betas, String message) {
        return Arguments.of(body, betas, message);
    }

    private static Arguments server(String fields, String message) {
        return row(Mcp.body("'mcp_servers':[" + CRM + ",{" + fields + "}]"), NEWEST, "mcp_servers.1." + message);
    }

    private static Arguments configuration(String json, String message) {
        String server = with(CRM, "'tool_configuration':" + json);
        return row(Mcp.body("'mcp_servers':[" + server + "]"), OLD, "mcp_servers.0." + message);
    }

    private static Arguments toolset(String fields, String message) {
        String tools = "'tools':[" + Mcp.client("local") + "," + with(OF_CRM, fields) + "]";
        return row(Mcp.body(BOTH + "," + tools), NEWEST, "tools.1.mcp_toolset." + message);
    }

    private static Arguments message(String message, String error) {
        return row(Mcp.body("'messages':[" + message + "]"), NEWEST, error);
    }

    private static Arguments block(String fields, String message) {
        return message(
                "{'role':'assistant','content':[{'type':'text','text':'x'},{" + fields + "}]}",
                "messages.0.content.1." + message);
    }

    static String with(String object, String fields) {
        return object.substring(0, object.length() - 1) + "," + fields + "}";
    }

    static String addition(String definition) {
        return "{'role':'system','content':[{'type':'tool_addition','tool':{'type':'tool_definition','definition':"
                + definition + "}}]}";
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(at -> CRM.replace("'crm'", "'crm" + at + "'"))
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("refused")
    void refuses(String body, Betas betas, String message) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> Mcp.read(body, betas, betas == NONE));
        assertThat(refused).hasMessageStartingWith(message);
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().type()).isEqualTo("invalid_request_error");
    }

    @Test
    void neverShowsAToken() throws Exception {
        String server = with(CRM, "'authorization_token':'secret\\u0007'");
        assertThatThrownBy(() -> Mcp.read(Mcp.body("'mcp_servers':[" + server + "]"), OLD))
                .isInstanceOf(ApiException.class)
                .message()
                .doesNotContain("secret");
        String good = with(CRM, "'authorization_token':'secret'");
        McpRequest request = Mcp.read(Mcp.body("'mcp_servers':[" + good + "]"), OLD);
        assertThat(request.servers().getFirst().token()).isEqualTo("secret");
        assertThat(request.servers().getFirst().toString()).doesNotContain("secret");
    }

    @Test
    void saysThatThreadsAreNotKeptWithTheCodeThatSdksKnow() {
        ApiException refused = catchThrowableOfType(
                ApiException.class, () -> Mcp.read(Mcp.body("'thread':{'type':'create'}"), NEWEST));
        assertThat(refused.error().code()).isEqualTo("thread_unsupported_request");
    }

    @Test
    void readsServersWithTheirToolsets() throws Exception {
        String toolset = with(
                OF_CRM,
                "'default_config':{'enabled':false,'defer_loading':true},'configs':{'get':{'enabled':true},"
                        + "'put':{'enabled':true,'defer_loading':false},'gone':null},"
                        + "'cache_control':{'type':'ephemeral','ttl':'1h'}");
        McpRequest request = Mcp.read(
                Mcp.body("'stream':true,'mcp_servers':[" + SHOP + "," + CRM + "],'tools':[" + toolset + "," + OF_SHOP
                        + "]"),
                TOOLSETS);
        assertThat(request.model()).isEqualTo("claude");
        assertThat(request.stream()).isTrue();
        assertThat(request.servers()).extracting(ServerRequest::name).containsExactly("shop", "crm");
        assertThat(request.servers())
                .extracting(ServerRequest::url)
                .containsExactly("https://shop.example/mcp", "https://crm.example/mcp");
        ToolsetChoice crm = request.servers().getLast().choice();
        assertThat(crm.enabled("get")).isTrue();
        assertThat(crm.deferred("get")).isTrue();
        assertThat(crm.enabled("put")).isTrue();
        assertThat(crm.deferred("put")).isFalse();
        assertThat(crm.enabled("gone")).isFalse();
        assertThat(crm.enabled("other")).isFalse();
        assertThat(crm.cacheControl()).isEqualTo(Mcp.object("{'type':'ephemeral','ttl':'1h'}"));
        assertThat(crm.pinned()).isNull();
        ToolsetChoice shop = request.servers().getFirst().choice();
        assertThat(shop.enabled("any")).isTrue();
        assertThat(shop.deferred("any")).isFalse();
        assertThat(shop.cacheControl()).isNull();
    }

    static Stream<Arguments> oldConfigurations() {
        return Stream.of(
                Arguments.of("null", true, true),
                Arguments.of("{}", true, true),
                Arguments.of("{'enabled':null,'allowed_tools':null}", true, true),
                Arguments.of("{'enabled':false}", false, false),
                Arguments.of("{'allowed_tools':['get']}", true, false),
                Arguments.of("{'enabled':true,'allowed_tools':['get']}", true, false),
                Arguments.of("{'enabled':false,'allowed_tools':['get']}", false, false),
                Arguments.of("{'allowed_tools':[]}", false, false));
    }

    @ParameterizedTest
    @MethodSource("oldConfigurations")
    void readsTheToolConfigurationOfBefore(String configuration, boolean get, boolean put) throws Exception {
        String server = with(CRM, "'tool_configuration':" + configuration);
        McpRequest request = Mcp.read(Mcp.body("'mcp_servers':[" + server + "]"), OLD);
        ToolsetChoice choice = request.servers().getFirst().choice();
        assertThat(choice.enabled("get")).isEqualTo(get);
        assertThat(choice.enabled("put")).isEqualTo(put);
        assertThat(choice.place()).isEqualTo(ToolsetChoice.Place.NOWHERE);
    }

    @Test
    void takesServersWithoutToolsetUnlessTheOneBetaIsNewer() throws Exception {
        assertThat(Mcp.read(Mcp.body(BOTH), OLD).servers()).hasSize(1);
        assertThat(Mcp.read(Mcp.body(BOTH), NONE).servers()).hasSize(1);
        Betas both = Betas.of(List.of("mcp-client-2025-04-04,mcp-client-2025-11-20"));
        assertThat(Mcp.read(Mcp.body(BOTH), both).servers()).hasSize(1);
        assertThatThrownBy(() -> Mcp.read(Mcp.body(BOTH), both, true)).hasMessageContaining("has no toolset");
        assertThatThrownBy(() -> Mcp.read(Mcp.body(BOTH), Mcp.TOOLSETS)).hasMessageContaining("has no toolset");
    }

    @Test
    void withoutABetaListsComeBackOnlyToThoseWhoUseThem() throws Exception {
        String toolset = "'tools':[" + OF_CRM + "]";
        assertThat(Mcp.read(Mcp.body(BOTH + "," + toolset), NONE).listings()).isFalse();
        assertThat(Mcp.read(
                                Mcp.body(BOTH + "," + toolset),
                                Betas.of(List.of("mcp-client-2025-04-04", "mcp-client-2026-09-15")))
                        .listings())
                .isTrue();
        String pinned = "'tools':[" + with(OF_CRM, "'tools':[{'name':'a','input_schema':{}}]") + "]";
        assertThat(Mcp.read(Mcp.body(BOTH + "," + pinned), NONE).listings()).isTrue();
        assertThatThrownBy(() -> Mcp.read(
                        Mcp.body(BOTH + ",'tools':[" + with(OF_CRM, "'default_config':{'arguments':{}}") + "]"), NONE))
                .hasMessageContaining("default_config.arguments: Extra inputs");
    }

    @Test
    void takesAsManyServersAsTheHostedService() throws Exception {
        assertThat(new RequestReader(false).read(servers(20), OLD).servers()).hasSize(20);
        assertThatThrownBy(() -> new RequestReader(false).read(servers(21), OLD))
                .hasMessageContaining("at most 20 items");
    }

    private static byte[] servers(int count) {
        return Mcp.body("'mcp_servers':[" + many(count) + "]")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void needsNoLimitOfTokensToCount() throws Exception {
        byte[] body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(new RequestReader(false).readCount(body, NEWEST).model()).isEqualTo("m");
    }

    @Test
    void knowsToolsFromPinsAndFromTheConversation() throws Exception {
        String listing = "{'role':'assistant','content':[{'type':'mcp_tool_listing','mcp_server_name':'crm','tools':["
                + "{'name':'get','input_schema':{'type':'object'}}]},{'type':'mcp_tool_listing','mcp_server_name':'gone',"
                + "'tools':[]}]}";
        McpRequest listed = Mcp.read(
                Mcp.body(BOTH + ",'tools':[" + OF_CRM + "],'messages':[{'role':'user','content':'x'}," + listing + "]"),
                NEWEST);
        assertThat(listed.servers().getFirst().choice().pinned())
                .containsExactly(new OfferedTool("get", null, Mcp.object("{'type':'object'}"), false, false));
        String pinned = with(OF_CRM, "'tools':[{'name':'put','description':'Puts.','input_schema':{}}]");
        McpRequest both = Mcp.read(
                Mcp.body(BOTH + ",'tools':[" + pinned + "],'messages':[{'role':'user','content':'x'}," + listing + "]"),
                NEWEST);
        assertThat(both.servers().getFirst().choice().pinned())
                .containsExactly(new OfferedTool("put", "Puts.", Mcp.object("{}"), false, false));
    }

    @Test
    void findsToolsetsInTheMiddleOfTheConversation() throws Exception {
        String again = with(OF_CRM, "'cache_control':{'type':'ephemeral'}");
        McpRequest request =
                Mcp.read(Mcp.body(BOTH + ",'messages':[" + addition(OF_CRM) + "," + addition(again) + "]"), NEWEST);
        assertThat(request.servers().getFirst().choice().place()).isEqualTo(ToolsetChoice.Place.MESSAGES);
    }

    @Test
    void letsPassWhatIsTheProvidersBusiness() throws Exception {
        McpRequest request = Mcp.read(
                Mcp.body(
                        "'future':{'a':1},'mcp_servers':null,'tools':[{'type':'bash_20250124','name':'bash'},"
                                + "{'type':'unheard_of'}],'tool_choice':{'type':'auto'},"
                                + "'messages':[{'role':'user','content':[{'type':'video','x':1}]},{'role':'alien','content':'x'}]"),
                NONE);
        assertThat(request.servers()).isEmpty();
    }

    static Stream<Arguments> generations() {
        return Stream.of(
                Arguments.of("", McpGeneration.NONE),
                Arguments.of("files-api-2025-04-14", McpGeneration.NONE),
                Arguments.of("mcp-client-2025-04-04", McpGeneration.SERVERS),
                Arguments.of("mcp-client-2025-11-20", McpGeneration.TOOLSETS),
                Arguments.of("mcp-client-2026-09-15", McpGeneration.LISTINGS),
                Arguments.of("mcp-client-2027-01-01", McpGeneration.LISTINGS),
                Arguments.of("x, mcp-client-2025-11-20 ,mcp-client-2025-04-04", McpGeneration.TOOLSETS));
    }

    @ParameterizedTest
    @MethodSource("generations")
    void tellsGenerationsByTheNewestBeta(String header, McpGeneration generation) {
        assertThat(Betas.of(List.of(header)).generation()).isEqualTo(generation);
    }

    @Test
    void keepsTheBetasOfMcpFromProviders() {
        Betas betas = Betas.of(List.of("a,mcp-client-2025-11-20, b", "a", "mcp-client-2026-09-15"));
        assertThat(betas.forProvider()).containsExactly("a", "b");
    }

    @Test
    void aBodyOfMoreValuesThanFitIntoMemoryIsRefused() {
        byte[] body =
                ("{\"model\":\"m\",\"x\":[" + "{\"a\":1},".repeat(300_000) + "1]}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new RequestReader(false).read(body, Betas.of(List.of("mcp-client-2025-11-20"))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("at most 1000000");
    }

    @Test
    void aNumberBeyondEveryDecimalIsRefused() {
        byte[] body = "{\"model\":\"m\",\"x\":1e99999999999}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new RequestReader(false).read(body, Betas.of(List.of("mcp-client-2025-11-20"))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("a number in it is too large");
    }
}
