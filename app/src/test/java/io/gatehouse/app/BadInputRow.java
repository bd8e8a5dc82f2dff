package io.gatehouse.app;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// A POST and what must be answered.
///
/// @param headers by name and value, in place of the usual ones where they name the same
/// @param code of the JSON-RPC error; 0 where there is a result, or no JSON-RPC at all
/// @param says parts of the answer
record BadInputRow(
        String title, String path, List<String> headers, byte[] body, int status, int code, List<String> says) {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @Override
    public String toString() {
        return title;
    }

    private static BadInputRow row(String title, String body, int status, int code, String... says) {
        return row(title, "/mcp", List.of(), body, status, code, says);
    }

    private static BadInputRow row(
            String title, String path, List<String> headers, String body, int status, int code, String... says) {
        return new BadInputRow(
                title, path, headers, body.getBytes(StandardCharsets.UTF_8), status, code, List.of(says));
    }

    private static BadInputRow modern(
            String title, List<String> headers, String body, int status, int code, String... says) {
        return row(title, "/mcp", headers, body, status, code, says);
    }

    private static String call(String name, String more) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name + "\"" + more
                + "}}";
    }

    static Stream<BadInputRow> all() {
        List<String> routed = List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call");
        String named = call("shop_get_order", "," + META);
        return Stream.of(
                row("malformed JSON", "{\"jsonrpc\":", 400, -32700, "not a message", "byte"),
                row("nothing", "", 400, -32700, "not a message"),
                row("a malformed batch", "[{\"jsonrpc\":", 400, -32700, "not a batch"),
                row("an empty batch", "[]", 400, -32600, "a batch holds 1 to"),
                row(
                        "another JSON-RPC",
                        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                        400,
                        -32600,
                        "must be \\\"2.0\\\""),
                row("no message", "{\"jsonrpc\":\"2.0\",\"id\":1}", 400, -32600, "a message has a \\\"method\\\""),
                row(
                        "an object as id",
                        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                        400,
                        -32600,
                        "\\\"id\\\" must be a string or an integer"),
                row(
                        "a huge number as id",
                        "{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"ping\"}",
                        400,
                        -32600,
                        "\\\"id\\\" must be"),
                row(
                        "an id of 100 digits",
                        "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(100) + ",\"method\":\"ping\"}",
                        400,
                        -32600,
                        "\\\"id\\\" must be"),
                row(
                        "params that are a list",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
                        400,
                        -32600,
                        "\\\"params\\\" must be an object"),
                row("a key twice", "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", 400, -32600, "id"),
                row("a key of params twice", call("shop_get_order", ",\"name\":\"x\""), 400, -32600, "name"),
                row(
                        "deep nesting",
                        call("shop_get_order", ",\"arguments\":{\"id\":" + "[".repeat(100_000)),
                        400,
                        -32700,
                        "deep"),
                new BadInputRow(
                        "invalid UTF-8",
                        "/mcp",
                        List.of(),
                        new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
                        400,
                        -32700,
                        List.of("UTF-8")),
                row(
                        "another content type",
                        "/mcp",
                        List.of("Content-Type", "text/plain"),
                        "{}",
                        415,
                        -32600,
                        "Content-Type: application/json"),
                row(
                        "an answer of another type",
                        "/mcp",
                        List.of("Accept", "text/html"),
                        "{}",
                        406,
                        -32600,
                        "Accept both"),
                row(
                        "an oversized body",
                        call("x", ",\"arguments\":{\"a\":\"" + "x".repeat(2 << 20) + "\"}"),
                        413,
                        -32600),
                row(
                        "a foreign origin",
                        "/mcp",
                        List.of("Origin", "https://evil.example"),
                        "{}",
                        403,
                        -32600,
                        "evil.example"),
                row(
                        "an unknown revision",
                        "/mcp",
                        List.of("MCP-Protocol-Version", "1999-01-01"),
                        call("shop_get_order", ""),
                        400,
                        -32022,
                        "1999-01-01",
                        "2026-07-28"),
                row(
                        "an unknown session",
                        "/mcp",
                        List.of("Mcp-Session-Id", "made-up"),
                        call("shop_get_order", ""),
                        404,
                        -32600,
                        "Start a new one with initialize"),
                row(
                        "initialize without a revision",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
                        400,
                        -32602,
                        "protocolVersion"),
                modern(
                        "no Mcp-Method",
                        List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Name", "shop_get_order"),
                        named,
                        400,
                        -32020,
                        "Mcp-Method"),
                modern(
                        "another Mcp-Method",
                        List.of(
                                "MCP-Protocol-Version",
                                "2026-07-28",
                                "Mcp-Method",
                                "tools/list",
                                "Mcp-Name",
                                "shop_get_order"),
                        named,
                        400,
                        -32020,
                        "Mcp-Method"),
                modern("no Mcp-Name", routed, named, 400, -32020, "Mcp-Name"),
                modern(
                        "another Mcp-Name",
                        Stream.concat(routed.stream(), Stream.of("Mcp-Name", "shop_refund"))
                                .toList(),
                        named,
                        400,
                        -32020,
                        "Mcp-Name"),
                modern(
                        "no revision in a header",
                        List.of("Mcp-Method", "tools/call", "Mcp-Name", "shop_get_order"),
                        named,
                        400,
                        -32020,
                        "MCP-Protocol-Version"),
                modern(
                        "no _meta",
                        Stream.concat(routed.stream(), Stream.of("Mcp-Name", "shop_get_order"))
                                .toList(),
                        call("shop_get_order", ""),
                        400,
                        -32602,
                        "_meta",
                        "missing"),
                modern(
                        "an unknown modern method",
                        List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "ping"),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{" + META + "}}",
                        404,
                        -32601,
                        "ping"),
                row(
                        "an unknown toolset",
                        "/mcp/shpo",
                        List.of(),
                        call("shop_get_order", ""),
                        404,
                        -32600,
                        "no toolset",
                        "shpo",
                        "shop"),
                row(
                        "an unknown tool",
                        call("shop_get_ordr", ""),
                        200,
                        -32602,
                        "Unknown tool: shop_get_ordr",
                        "did you mean shop_get_order"),
                row(
                        "no name",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}",
                        200,
                        -32602,
                        "\\\"params.name\\\" must be a string"),
                row(
                        "an unknown method",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/lst\"}",
                        200,
                        -32601,
                        "tools/lst"),
                row(
                        "a wrong argument",
                        call("shop_get_order", ",\"arguments\":{\"id\":\"seven\"}"),
                        200,
                        0,
                        "\"isError\":true",
                        "id"),
                row(
                        "a missing argument",
                        call("shop_refund", ",\"arguments\":{\"order_id\":\"10042\"}"),
                        200,
                        0,
                        "\"isError\":true",
                        "reason"),
                row(
                        "an argument too many",
                        call("shop_get_order", ",\"arguments\":{\"id\":\"10042\",\"extra\":1}"),
                        200,
                        0,
                        "\"isError\":true",
                        "extra"),
                row(
                        "arguments that are a list",
                        call("shop_get_order", ",\"arguments\":[]"),
                        200,
                        -32602,
                        "arguments"));
    }
}
