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

    private static final String META = meta("");

    private Calls() {}

    /// `tools/call` of the `echo` of the server of the same era, one for each session; a modern one has no session.
    static List<String> toolsCall(Era era, Address address, List<String> sessions) {
        return toolsCall(era, era, address, sessions);
    }

    /// The same between a client and a server of any two eras.
    static List<String> toolsCall(Era client, Era server, Address address, List<String> sessions) {
        String tool = server.server() + "_echo";
        String start = "{\"jsonrpc\":\"2.0\",\"id\":" + ID + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{\"text\":\"";
        String end = "\"}" + (client == Era.MODERN ? "," + META : "") + "}}";
        String text = "where is my order ".repeat(20).substring(0, CALL_BYTES - start.length() - end.length());
        String body = start + text + end;
        if (client == Era.MODERN) {
            return List.of(modernCall(address, tool, body));
        }
        return sessions.stream().map(id -> legacy(address, id, body)).toList();
    }

    /// `tools/call` of a modern client that answers elicitations, to a tool that asks in the middle of it.
    ///
    /// @param answers further members of `params`, each followed by a comma
    static String askingCall(Address address, String tool, String answers) {
        return modernCall(
                address,
                tool,
                "{\"jsonrpc\":\"2.0\",\"id\":" + ID + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":{\"text\":\"where is my order\"}," + answers + meta("\"elicitation\":{}")
                        + "}}");
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
        return stream(address, session, "");
    }

    /// The same, by a client that has lost it.
    ///
    /// @param lastEvent the id of the last event that it got, or empty
    static String stream(Address address, String session, String lastEvent) {
        return "GET " + address.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.port()
                + "\r\nAccept: text/event-stream\r\nMCP-Protocol-Version: " + Era.LEGACY.revision()
                + "\r\nMcp-Session-Id: " + session
                + (lastEvent.isEmpty() ? "" : "\r\nLast-Event-ID: " + lastEvent) + "\r\n\r\n";
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

    private static String meta(String capabilities) {
        return "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{" + capabilities + "}}";
    }

    private static String modernCall(Address address, String tool, String body) {
        return modern(address, "tools/call", "Mcp-Name: " + tool + "\r\n", body);
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
