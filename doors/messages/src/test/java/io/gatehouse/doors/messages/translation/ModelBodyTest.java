package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.models.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a provider is sent for what clients say.
class ModelBodyTest {
    private static final String HI = "{'role':'user','content':'hi'}";
    private static final String USE_A = "{'type':'tool_use','id':'toolu_a','name':'crm_get','input':{}}";
    private static final String USE_B = "{'type':'tool_use','id':'toolu_b','name':'shop_get','input':{'n':1}}";

    static String mcp(String id, String server, String tool, String input) {
        return "{'type':'mcp_tool_use','id':'mcptoolu_" + id + "','name':'" + tool + "','server_name':'" + server
                + "','input':" + input + "}";
    }

    static String said(String id, String text) {
        return "{'type':'mcp_tool_result','tool_use_id':'mcptoolu_" + id
                + "','is_error':false,'content':[{'type':'text','text':'" + text + "','citations':null}]}";
    }

    static String assistant(String... blocks) {
        return "{'role':'assistant','content':[" + String.join(",", blocks) + "]}";
    }

    static String user(String... blocks) {
        return "{'role':'user','content':[" + String.join(",", blocks) + "]}";
    }

    static String text(String text) {
        return "{'type':'text','text':'" + text + "'}";
    }

    static String result(String id, String text) {
        return "{'type':'tool_result','tool_use_id':'toolu_" + id + "','content':[{'type':'text','text':'" + text
                + "'}]}";
    }

    static final String MCP_A = mcp("a", "crm", "get", "{}");
    static final String MCP_B = mcp("b", "shop", "get", "{'n':1.0}");
    static final String OWN = "{'type':'tool_use','id':'toolu_x','name':'local','input':{}}";
    static final String THOUGHT = "{'type':'thinking','thinking':'hm','signature':'s'}";
    static final String REDACTED = "{'type':'redacted_thinking','data':'d'}";

    static Stream<Arguments> histories() {
        return Stream.of(
                row("a text stays as it is", HI, HI),
                row(
                        "a call and its result become turns of their own",
                        HI + "," + assistant(text("so"), MCP_A, said("a", "1"), text("done")),
                        HI + "," + assistant(text("so"), USE_A) + "," + user(result("a", "1")) + ","
                                + assistant(text("done"))),
                row(
                        "parallel calls have one message of results, in the order of the calls",
                        HI + "," + assistant(MCP_A, MCP_B, said("b", "2"), said("a", "1")),
                        HI + "," + assistant(USE_A, USE_B) + "," + user(result("a", "1"), result("b", "2"))),
                row(
                        "one call after the other",
                        HI + "," + assistant(MCP_A, said("a", "1"), MCP_B, said("b", "2")),
                        HI + "," + assistant(USE_A) + "," + user(result("a", "1")) + "," + assistant(USE_B) + ","
                                + user(result("b", "2"))),
                row(
                        "thinking stays before and between calls",
                        HI + ","
                                + assistant(
                                        THOUGHT,
                                        MCP_A,
                                        said("a", "1"),
                                        REDACTED,
                                        THOUGHT,
                                        MCP_B,
                                        said("b", "2"),
                                        text("so")),
                        HI + "," + assistant(THOUGHT, USE_A) + "," + user(result("a", "1")) + ","
                                + assistant(REDACTED, THOUGHT, USE_B) + "," + user(result("b", "2")) + ","
                                + assistant(text("so"))),
                row(
                        "a call put off beside a call of the client",
                        HI + "," + assistant(OWN, MCP_A) + "," + user(result("x", "own")) + ","
                                + assistant(said("a", "1"), text("done")),
                        HI + "," + assistant(OWN, USE_A) + "," + user(result("x", "own"), result("a", "1")) + ","
                                + assistant(text("done"))),
                row(
                        "a call put off before the call of the client",
                        HI + "," + assistant(MCP_A, OWN, MCP_B) + "," + user(result("x", "own")) + ","
                                + assistant(said("a", "1"), said("b", "2"), text("done")),
                        HI + "," + assistant(USE_A, OWN, USE_B) + ","
                                + user(result("a", "1"), result("x", "own"), result("b", "2")) + ","
                                + assistant(text("done"))),
                row(
                        "a turn that was paused before its calls",
                        HI + "," + assistant(text("so"), MCP_A) + "," + assistant(said("a", "1"), text("done")),
                        HI + "," + assistant(text("so"), USE_A) + "," + user(result("a", "1")) + ","
                                + assistant(text("done"))),
                row(
                        "a turn that was paused after its calls",
                        HI + "," + assistant(MCP_A, said("a", "1")) + "," + assistant(text("done")),
                        HI + "," + assistant(USE_A) + "," + user(result("a", "1")) + "," + assistant(text("done"))),
                row(
                        "a turn that a provider paused",
                        HI + "," + assistant(text("so")) + "," + assistant(text("done")),
                        HI + "," + assistant(text("so"), text("done"))),
                row(
                        "texts of two messages in a row",
                        HI + ",{'role':'assistant','content':'one'},{'role':'assistant','content':'two'}",
                        HI + "," + assistant(text("one"), text("two"))),
                row(
                        "lists of tools are no business of the provider",
                        HI + ","
                                + assistant(
                                        "{'type':'mcp_tool_listing','mcp_server_name':'gone','tools':[]}", text("so")),
                        HI + "," + assistant(text("so"))),
                row(
                        "the user goes on after results",
                        HI + "," + assistant(MCP_A, said("a", "1")) + "," + HI,
                        HI + "," + assistant(USE_A) + "," + user(result("a", "1")) + "," + HI),
                row(
                        "the user goes on after an answer that was cut off",
                        HI + "," + assistant(text("so"), MCP_A, MCP_B, said("a", "1")) + "," + HI,
                        HI + "," + assistant(text("so"), USE_A, USE_B) + ","
                                + user(
                                        result("a", "1"),
                                        result(
                                                        "b",
                                                        new ResultText()
                                                                .cutOff()
                                                                .forModel()
                                                                .at("/0/text")
                                                                .stringValue())
                                                .replace("}]}", "}],'is_error':true}"))
                                + "," + HI),
                row(
                        "a result in a plain text",
                        HI + ","
                                + assistant(
                                        MCP_A, "{'type':'mcp_tool_result','tool_use_id':'mcptoolu_a','content':'1'}"),
                        HI + "," + assistant(USE_A) + "," + user(result("a", "1"))),
                row(
                        "a failed result, and marks",
                        HI + ","
                                + assistant(
                                        MCP_A.replace("'input'", "'cache_control':{'type':'ephemeral'},'input'"),
                                        "{'type':'mcp_tool_result','tool_use_id':'mcptoolu_a','is_error':true,'content':'no','cache_control':{'type':'ephemeral'}}"),
                        HI + ","
                                + assistant(USE_A.replace("{}}", "{},'cache_control':{'type':'ephemeral'}}")) + ","
                                + user(
                                        "{'type':'tool_result','tool_use_id':'toolu_a','content':[{'type':'text','text':'no'}],'is_error':true,'cache_control':{'type':'ephemeral'}}")),
                row(
                        "an empty result",
                        HI + ","
                                + assistant(
                                        MCP_A, "{'type':'mcp_tool_result','tool_use_id':'mcptoolu_a','content':[]}"),
                        HI + "," + assistant(USE_A) + "," + user("{'type':'tool_result','tool_use_id':'toolu_a'}")),
                row(
                        "what SDKs add and leave out",
                        HI + ","
                                + assistant(
                                        "{'text':'so','citations':null,'type':'text'}",
                                        text(""),
                                        "{'signature':'s','thinking':'hm','type':'thinking'}",
                                        "{'caller':{'type':'direct'},'id':'toolu_x','input':{},'name':'local','type':'tool_use'}"),
                        HI + "," + assistant(text("so"), THOUGHT, OWN)),
                row(
                        "messages of the system between",
                        HI + "," + assistant(OWN, MCP_A) + "," + user(result("x", "own"))
                                + ",{'role':'system','content':'note'}," + assistant(said("a", "1"), text("done")),
                        HI + "," + assistant(OWN, USE_A) + "," + user(result("x", "own"), result("a", "1"))
                                + ",{'role':'system','content':'note'}," + assistant(text("done"))),
                row(
                        "a call of a server that is no longer there, with its result",
                        HI + "," + assistant(mcp("a", "gone", "do", "{}"), said("a", "1"), text("so")),
                        HI + "," + assistant(USE_A.replace("crm_get", "gone_do")) + "," + user(result("a", "1")) + ","
                                + assistant(text("so"))),
                row(
                        "ids made elsewhere",
                        HI + ","
                                + assistant(
                                        MCP_A.replace("mcptoolu_a", "call-1"),
                                        said("a", "1").replace("mcptoolu_a", "call-1")),
                        HI + "," + assistant(USE_A.replace("toolu_a", "toolu_mcp-call-1")) + ","
                                + user(result("mcp-call-1", "1"))));
    }

    private static Arguments row(String name, String given, String sent) {
        return Arguments.of(name, given, sent);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void translates(String name, String given, String sent) throws Exception {
        assertThat(Mcp.messages(Mcp.model(Mcp.talk(given)))).isEqualTo("[" + sent + "]");
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyMessagesMayFollowManyOpenCalls() throws Exception {
        String calls = IntStream.range(0, 20_000)
                .mapToObj(at -> mcp("c" + at, "crm", "get", "{}"))
                .collect(Collectors.joining(","));
        String notes = String.join(",", Collections.nCopies(60_000, "{'role':'system','content':'note'}"));
        ModelBody body = Mcp.model(Mcp.talk(HI + "," + assistant(calls) + "," + notes));
        assertThat(body.pending()).hasSize(20_000);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(
                        "a result without its call",
                        HI + "," + assistant(said("a", "1")),
                        "messages.1.content.0: unexpected `tool_use_id` found in `mcp_tool_result` blocks: mcptoolu_a."),
                row(
                        "a call without its result",
                        HI + "," + assistant(MCP_A, MCP_B, said("a", "1"), text("so")),
                        "messages.1.content.1: `get` tool use with id `mcptoolu_b` was found without a corresponding `mcp_tool_result` block"),
                row(
                        "two results of one call",
                        HI + "," + assistant(MCP_A, said("a", "1"), said("a", "1")),
                        "messages.1.content.2: each tool_use must have a single result."),
                row(
                        "two calls with one id",
                        HI + "," + assistant(MCP_A, MCP_A),
                        "messages.1.content.1: `mcp_tool_use` ids must be unique"),
                row(
                        "text after the results while a call was put off",
                        HI + "," + assistant(OWN, MCP_A) + "," + user(result("x", "own"), text("and?")),
                        "messages.1.content.1: `get` tool use with id `mcptoolu_a` was found without a corresponding `mcp_tool_result` block"),
                row(
                        "results come too late",
                        HI + "," + assistant(MCP_A) + "," + assistant(text("so"), said("a", "1")),
                        "messages.1.content.0: `get` tool use with id `mcptoolu_a` was found without"),
                row(
                        "the server of an open call is gone",
                        HI + "," + assistant(mcp("a", "gone", "do", "{}")),
                        "messages.1.content.0: `do` tool use was found, but no `do` tool of the MCP server `gone` was provided"),
                row(
                        "the client's own call beside an open one has no result",
                        HI + "," + assistant(OWN, MCP_A),
                        "messages.1.content.0: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String name, String given, String message) {
        assertThatThrownBy(() -> Mcp.model(Mcp.talk(given)))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void runsOpenCallsFirst() throws Exception {
        ModelBody body = Mcp.model(Mcp.talk(HI + "," + assistant(OWN, MCP_A, MCP_B) + "," + user(result("x", "own"))));
        assertThat(body.pending())
                .containsExactly(
                        new PendingCall("mcptoolu_a", new Address("crm", "get"), Mcp.object("{}")),
                        new PendingCall("mcptoolu_b", new Address("shop", "get"), Mcp.object("{'n':1.0}")));
        assertThatThrownBy(() -> body.bytes(false)).isInstanceOf(IllegalStateException.class);
        body.answerPending(List.of(
                new ModelResult("mcptoolu_b", Mcp.array("[" + text("2") + "]"), true),
                new ModelResult("mcptoolu_a", Mcp.array("[" + text("1") + "]"), false)));
        assertThat(body.pending()).isEmpty();
        assertThat(Mcp.messages(body))
                .endsWith(user(
                                result("x", "own"),
                                result("a", "1"),
                                result("b", "2").replace("]}", "],'is_error':true}"))
                        + "]");
    }

    @Test
    void growsByTurns() throws Exception {
        ModelBody body = Mcp.model(Mcp.talk(HI));
        String before = new String(body.bytes(true), StandardCharsets.UTF_8);
        body.append(
                Mcp.array("[" + text("so") + "," + USE_A.replace("}}", "},'caller':{'type':'direct'}}") + "]"),
                List.of(new ModelResult("mcptoolu_a", Mcp.array("[" + text("1") + "]"), false)));
        String after = new String(body.bytes(true), StandardCharsets.UTF_8);
        assertThat(after).startsWith(before.substring(0, before.length() - 2));
        assertThat(Mcp.messages(body))
                .isEqualTo("[" + HI + "," + assistant(text("so"), USE_A) + "," + user(result("a", "1")) + "]");
    }

    @Test
    void takesEverythingOfMcpOutOfTheBody() throws Exception {
        McpRequest request = Mcp.read(
                Mcp.body("'mcp_servers':[" + Mcp.CRM + "],'tools':[" + Mcp.OF_CRM
                        + "],'temperature':1.0,'stream':true,'future':{'b':1,'a':[1.50]}"),
                Mcp.TOOLSETS);
        ModelBody body = Mcp.model(request);
        assertThat(new String(body.bytes(true), StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo("{'model':'claude','max_tokens':9,'temperature':1,'stream':true,'future':{'b':1,'a':[1.5]},"
                        + "'tools':[{'name':'crm_get','description':'Does get.','input_schema':{'type':'object'}},"
                        + "{'name':'crm_put','description':'Does put.','input_schema':{'type':'object'}}],"
                        + "'messages':[{'role':'user','content':'hi'}]}");
        assertThat(new String(body.bytes(false), StandardCharsets.UTF_8)).contains("\"stream\":false");
        assertThat(new String(body.bytesToCount(), StandardCharsets.UTF_8)).doesNotContain("stream");
    }
}
