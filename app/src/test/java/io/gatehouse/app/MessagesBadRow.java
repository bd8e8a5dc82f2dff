package io.gatehouse.app;

import java.util.stream.Stream;

/// A request to the Messages API that is refused, and with what.
///
/// @param name what is wrong about it
/// @param beta the header `anthropic-beta`
/// @param text the body, with `'` for `"`
record MessagesBadRow(String name, String beta, String text, int status, String type, String says) {
    private static final String OLD = "mcp-client-2025-04-04";
    private static final String USUAL = "mcp-client-2025-11-20";
    private static final String INVALID = "invalid_request_error";
    private static final String SHOP = server("shop", "gatehouse://server/shop");
    private static final String OF_SHOP = toolset("shop");

    static Stream<MessagesBadRow> all() {
        return Stream.of(
                using(
                        "toolset of an unknown server",
                        SHOP,
                        OF_SHOP + "," + toolset("crm"),
                        "tools.1.mcp_toolset.mcp_server_name: there is no MCP server `crm`"),
                using("server without a toolset", SHOP, "", "mcp_servers.0: the MCP server `shop` has no toolset"),
                using(
                        "two toolsets of one server",
                        SHOP,
                        OF_SHOP + "," + OF_SHOP,
                        "the MCP server `shop` already has a toolset, tools.0"),
                using(
                        "the same name twice",
                        SHOP + "," + SHOP,
                        OF_SHOP,
                        "mcp_servers.1.name: names of MCP servers must be unique"),
                using(
                        "empty name",
                        server("", "gatehouse://server/shop"),
                        "",
                        "mcp_servers.0.name: String should have at least 1 character"),
                using(
                        "empty name in a toolset",
                        SHOP,
                        toolset(""),
                        "mcp_server_name: String should have at least 1 character"),
                using("more servers than allowed", many(21), "", "mcp_servers: List should have at most 20 items"),
                using("server that is no object", "7", OF_SHOP, "mcp_servers.0: Input should be a valid dictionary"),
                using(
                        "address that is no text",
                        "{'type':'url','name':'shop','url':7}",
                        OF_SHOP,
                        "mcp_servers.0.url: Input should be a valid string"),
                using(
                        "token that is no text",
                        "{'type':'url','name':'shop','url':'gatehouse://server/shop','authorization_token':{}}",
                        OF_SHOP,
                        "mcp_servers.0.authorization_token: Input should be a valid string"),
                using(
                        "flag that is no flag",
                        SHOP,
                        "{'type':'mcp_toolset','mcp_server_name':'shop','configs':{'echo':{'enabled':'no'}}}",
                        "tools.0.mcp_toolset.configs.echo.enabled: Input should be a valid boolean"),
                using(
                        "member that nobody knows",
                        SHOP,
                        "{'type':'mcp_toolset','mcp_server_name':'shop','strict':true}",
                        "tools.0.mcp_toolset.strict: Extra inputs are not permitted"),
                new MessagesBadRow(
                        "block of the wrong form",
                        USUAL,
                        body("'mcp_servers':[" + SHOP + "],'tools':[" + OF_SHOP
                                + "],'messages':[{'role':'assistant','content':[{'type':'mcp_tool_use','id':'a'}]}]"),
                        400,
                        INVALID,
                        "messages.0.content.0.mcp_tool_use.name: Field required"),
                using(
                        "configured server that nobody has",
                        server("shop", "gatehouse://server/nobody"),
                        OF_SHOP,
                        "nobody"),
                using("toolset that nobody has", server("shop", "gatehouse://toolset/nobody"), OF_SHOP, "nobody"),
                using(
                        "address that is not allowed",
                        server("shop", "http://127.0.0.2:9/mcp"),
                        OF_SHOP,
                        "ask the operator of the gateway to allow it"),
                using(
                        "address that no request may have",
                        server("shop", "file:///etc/passwd"),
                        OF_SHOP,
                        "the address has no valid host"),
                using(
                        "configured server that cannot be reached",
                        server("gone", "gatehouse://server/gone"),
                        toolset("gone"),
                        "the tools of gone cannot be listed"),
                using(
                        "configured server that does not start",
                        server("missing", "gatehouse://server/missing"),
                        toolset("missing"),
                        "Server missing is not available"),
                using(
                        "outside server that refuses the token",
                        "{'type':'url','name':'guarded','url':'http://GUARDED/mcp','authorization_token':'s3cret'}",
                        toolset("guarded"),
                        "the tools of guarded cannot be listed"),
                using(
                        "all tools deferred",
                        SHOP,
                        "{'type':'mcp_toolset','mcp_server_name':'shop','default_config':{'defer_loading':true}}",
                        "All tools cannot be deferred"),
                using(
                        "program to start",
                        "{'name':'shop','command':'npx','args':['-y','shop']}",
                        OF_SHOP,
                        "gatehouse://server/NAME"),
                new MessagesBadRow(
                        "toolset with the oldest beta",
                        OLD,
                        body("'mcp_servers':[" + SHOP + "],'tools':[" + OF_SHOP + "]"),
                        400,
                        INVALID,
                        "needs the beta"),
                new MessagesBadRow(
                        "thread",
                        USUAL,
                        body("'mcp_servers':[" + SHOP + "],'tools':[" + OF_SHOP + "],'thread':{'type':'create'}"),
                        400,
                        INVALID,
                        "thread"),
                new MessagesBadRow(
                        "no model", USUAL, "{'max_tokens':9,'mcp_servers':[" + SHOP + "]}", 400, INVALID, "model: "),
                new MessagesBadRow(
                        "model that nobody serves",
                        USUAL,
                        body("'mcp_servers':[" + SHOP + "],'tools':[" + OF_SHOP + "]")
                                .replace("scripted", "claude-x"),
                        404,
                        "not_found_error",
                        "not served by any provider of this gateway"),
                new MessagesBadRow(
                        "model that nobody serves, without MCP",
                        USUAL,
                        body("").replace("scripted", "claude-x"),
                        404,
                        "not_found_error",
                        "not served by any provider of this gateway"),
                new MessagesBadRow("no object", USUAL, "[]", 400, INVALID, "not a JSON object"),
                new MessagesBadRow("no JSON", USUAL, "{'model':'scripted'", 400, INVALID, "not valid JSON"),
                new MessagesBadRow("nothing", USUAL, "", 400, INVALID, "not a JSON object"));
    }

    private static MessagesBadRow using(String name, String servers, String tools, String says) {
        String text = body("'mcp_servers':[" + servers + "],'tools':[" + tools + "]");
        return new MessagesBadRow(name, USUAL, text, 400, INVALID, says);
    }

    private static String server(String name, String url) {
        return "{'type':'url','name':'" + name + "','url':'" + url + "'}";
    }

    private static String toolset(String server) {
        return "{'type':'mcp_toolset','mcp_server_name':'" + server + "'}";
    }

    private static String many(int servers) {
        return String.join(
                ",",
                Stream.iterate(0, at -> at + 1)
                        .limit(servers)
                        .map(at -> server("s" + at, "gatehouse://server/shop"))
                        .toList());
    }

    private static String body(String more) {
        String messages = more.contains("'messages'") ? "" : ",'messages':[{'role':'user','content':'hi'}]";
        return "{'model':'scripted','max_tokens':100" + messages + (more.isEmpty() ? "" : "," + more) + "}";
    }

    /// The body as it is sent.
    ///
    /// @param guarded host and port of the server that refuses every token
    String body(boolean streamed, String guarded) {
        String json = text.replace('\'', '"').replace("GUARDED", guarded);
        return streamed ? json.replaceFirst("^\\{(?=\")", "{\"stream\":true,") : json;
    }

    /// A request without servers.
    static String plain(String text) {
        return body("").replace("'hi'", "'" + text + "'").replace('\'', '"');
    }

    /// A request that is in order, with one server.
    static String usingShop(String text) {
        return body("'mcp_servers':[" + SHOP + "],'tools':[" + OF_SHOP + "]")
                .replace("'hi'", "'" + text + "'")
                .replace('\'', '"');
    }

    @Override
    public String toString() {
        return name;
    }
}
