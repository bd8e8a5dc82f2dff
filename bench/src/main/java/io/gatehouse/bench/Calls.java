package io.gatehouse.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The requests that are measured, as they go over the wire. The drivers put a number of eight digits where
/// [#ID] stands.
final class Calls {
    /// Where a request's id stands.
    static final String ID = "########";
    /// The size of the body of each `tools/call`, in bytes.
    static final int CALL_BYTES = 300;

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private Calls() {}

    /// `tools/call` of the server's `echo`, one for each session; a modern one has no session.
    static List<String> toolsCall(Era era, Address address, List<String> sessions) {
        String tool = era.server() + "_echo";
        String start = "{\"jsonrpc\":\"2.0\",\"id\":" + ID + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{\"text\":\"";
        String end = "\"}" + (era == Era.MODERN ? "," + META : "") + "}}";
        String text = "where is my order ".repeat(20).substring(0, CALL_BYTES - start.length() - end.length());
        String body = start + text + end;
        if (era == Era.MODERN) {
            return List.of(modern(address, "tools/call", "Mcp-Name: " + tool + "\r\n", body));
        }
        return sessions.stream().map(id -> legacy(address, id, body)).toList();
    }

    /// The first page of `tools/list`.
    static String toolsList(Era era, Address address, String session) {
        String start = "{\"jsonrpc\":\"2.0\",\"id\":" + ID + ",\"method\":\"tools/list\"";
        return era == Era.MODERN
                ? modern(address, "tools/list", "", start + ",\"params\":{" + META + "}}")
                : legacy(address, session, start + "}");
    }

    /// `subscriptions/listen`, whose answer is a stream that stays open.
    static String listen(Address address) {
        return modern(
                address,
                "subscriptions/listen",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":" + ID + ",\"method\":\"subscriptions/listen\",\"params\":{"
                        + "\"notifications\":{\"toolsListChanged\":true}," + META + "}}");
    }

    /// The stream of a legacy session, which stays open.
    static String stream(Address address, String session) {
        return "GET " + address.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.port()
                + "\r\nAccept: text/event-stream\r\nMCP-Protocol-Version: " + Era.LEGACY.revision()
                + "\r\nMcp-Session-Id: " + session + "\r\n\r\n";
    }

    /// `initialize`, to which the session id comes back.
    static String initialize(Address address) {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":" + ID + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                        + Era.LEGACY.revision()
                        + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}";
        return post(address, "", body);
    }

    /// The notification that follows `initialize`.
    static String initialized(Address address, String session) {
        return legacy(address, session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /// A request with this number as its id.
    static byte[] numbered(String request, int id) {
        return request.replace(ID, Integer.toString(id)).getBytes(StandardCharsets.US_ASCII);
    }

    private static String modern(Address address, String method, String headers, String body) {
        return post(
                address,
                "MCP-Protocol-Version: " + Era.MODERN.revision() + "\r\nMcp-Method: " + method + "\r\n" + headers,
                body);
    }

    private static String legacy(Address address, String session, String body) {
        return post(
                address,
                "MCP-Protocol-Version: " + Era.LEGACY.revision() + "\r\nMcp-Session-Id: " + session + "\r\n",
                body);
    }

    private static String post(Address address, String headers, String body) {
        return "POST " + address.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.port()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
