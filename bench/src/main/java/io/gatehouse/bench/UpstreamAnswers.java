package io.gatehouse.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What the fast upstream says: the MCP server of each era reduced to what a gateway asks for.
final class UpstreamAnswers {
    /// The size of the body of each `tools/call` answer, in bytes.
    static final int CALL_ANSWER_BYTES = 500;

    /// What each `tools/call` is answered begins with this text.
    static final String TEXT = "The order has left the house.";

    static final byte[] TOOLS_CALL = ascii("tools/call");
    private static final byte[] TOOLS_LIST = ascii("tools/list");
    private static final byte[] DISCOVER = ascii("server/discover");
    private static final byte[] INITIALIZE = ascii("initialize");
    private static final byte[] PING = ascii("ping");

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ");
    private static final byte[] CALL_HEAD =
            concat(OK, ascii(CALL_ANSWER_BYTES + "\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":"));
    private static final byte[] CALL_TEXT = ascii(",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"");
    private static final byte[] CALL_END_MODERN = ascii("\"}],\"resultType\":\"complete\"}}");
    private static final byte[] CALL_END_LEGACY = ascii("\"}]}}");
    private static final byte[] FILLER = ascii((TEXT + " ").repeat(20));
    private static final int LONGEST_ID = 200;

    private final Map<String, byte[]> lists = new HashMap<>();

    /// The answer to a call, written into `out` if it fits; false when it does not.
    static boolean call(ByteBuffer out, boolean modern, byte[] request, EnvelopeScan scan) {
        int id = Math.min(scan.idEnd - scan.idStart, LONGEST_ID);
        if (out.remaining() < CALL_HEAD.length + CALL_ANSWER_BYTES) {
            return false;
        }
        byte[] end = modern ? CALL_END_MODERN : CALL_END_LEGACY;
        int fixed = "{\"jsonrpc\":\"2.0\",\"id\":".length() + id + CALL_TEXT.length + end.length;
        out.put(CALL_HEAD)
                .put(request, scan.idStart, id)
                .put(CALL_TEXT)
                .put(FILLER, 0, CALL_ANSWER_BYTES - fixed)
                .put(end);
        return true;
    }

    /// The whole HTTP answer to any other request; `tools` is how many tools the server has.
    byte[] other(boolean modern, int tools, byte[] request, EnvelopeScan scan) {
        if (scan.idEnd == 0) {
            return ascii("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        }
        String id = new String(request, scan.idStart, scan.idEnd - scan.idStart, StandardCharsets.UTF_8);
        if (scan.methodIs(TOOLS_LIST)) {
            return list(id, modern, tools);
        }
        if (scan.methodIs(DISCOVER) && modern) {
            return result(
                    id,
                    "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":3600000,"
                            + "\"cacheScope\":\"public\",\"resultType\":\"complete\"}",
                    "");
        }
        if (scan.methodIs(INITIALIZE) && !modern) {
            return result(
                    id,
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                            + "\"serverInfo\":{\"name\":\"bench\",\"version\":\"1\"}}",
                    "Mcp-Session-Id: 5f2c6c1de0d84a0b\r\n");
        }
        if (scan.methodIs(PING) && !modern) {
            return result(id, "{}", "");
        }
        String error = "{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"error\":{\"code\":-32601,\"message\":\"the server does not know this method\"}}";
        return ascii("HTTP/1.1 " + (modern ? "404 Not Found" : "400 Bad Request")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + error.length() + "\r\n\r\n" + error);
    }

    private byte[] list(String id, boolean modern, int tools) {
        byte[] result = lists.computeIfAbsent(modern + "/" + tools, key -> ascii(tools(modern, tools)));
        byte[] start = ascii("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":");
        byte[] head = concat(OK, ascii((start.length + result.length + 1) + "\r\n\r\n"));
        return concat(head, start, result, ascii("}"));
    }

    private static String tools(boolean modern, int count) {
        StringBuilder json = new StringBuilder("{\"tools\":[");
        for (int tool = 0; tool < count; tool++) {
            json.append(tool == 0 ? "" : ",")
                    .append("{\"name\":\"")
                    .append(tool == 0 ? "echo" : "tool%05d".formatted(tool))
                    .append("\",\"description\":\"Says where an order is, as the carrier told it last.\","
                            + "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}}");
        }
        json.append(']');
        if (modern) {
            json.append(",\"ttlMs\":3600000,\"cacheScope\":\"public\",\"resultType\":\"complete\"");
        }
        return json.append('}').toString();
    }

    private static byte[] result(String id, String result, String headers) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
        return concat(OK, ascii(body.length() + "\r\n" + headers + "\r\n" + body));
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
