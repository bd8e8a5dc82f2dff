package io.gatehouse.bench;

import java.nio.charset.StandardCharsets;

/// The requests to the Messages API that are measured, as they go over the wire, with [Calls#ID] where a number goes.
final class Questions {
    /// The size of each body, in bytes.
    static final int BYTES = 2048;

    /// The server that requests with MCP name, as Gatehouse is configured.
    static final String SERVER = "shop";

    private static final String MCP = ",\"mcp_servers\":[{\"type\":\"url\",\"name\":\"" + SERVER
            + "\",\"url\":\"gatehouse://server/" + SERVER
            + "\"}],\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"" + SERVER + "\"}]";

    private Questions() {}

    /// A question without tools.
    static String plain(int port, Script script, boolean stream) {
        return post(port, "/v1/messages", "", body(script.model(), stream, ""));
    }

    /// A question with the server's tools, which the gateway calls.
    static String withMcp(int port, Script script, boolean stream) {
        return post(
                port, "/v1/messages", "anthropic-beta: mcp-client-2025-11-20\r\n", body(script.model(), stream, MCP));
    }

    /// A body of [#BYTES].
    ///
    /// @param more further members, each begun with a comma
    static String body(String model, boolean stream, String more) {
        String start = "{\"model\":\"" + model + "\",\"max_tokens\":1024,\"stream\":" + stream
                + ",\"metadata\":{\"user_id\":\"" + Calls.ID
                + "\"},\"messages\":[{\"role\":\"user\",\"content\":\"Where is my order? ";
        String end = "\"}]" + more + "}";
        int rest = BYTES - start.length() - end.length();
        return start + "It was to come on Monday. ".repeat(1 + rest / 26).substring(0, rest) + end;
    }

    static String post(int port, String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nanthropic-version: 2023-06-01\r\n"
                + "x-api-key: any\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /// The bytes of a request with this number.
    static byte[] numbered(String request, int number) {
        return request.replace(Calls.ID, Integer.toString(number)).getBytes(StandardCharsets.US_ASCII);
    }
}
