package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/// What may go on to a provider unread, under a path that this door does not know. A request with MCP
/// servers may not: it would take their tokens along.
final class OtherPaths {
    private static final String MESSAGES = "/v1/messages";
    /// Paths that are read here; whatever else a provider takes for one of them is another spelling.
    private static final Set<String> READ_HERE = Set.of(MESSAGES, "/v1/messages/count_tokens", "/v1/messages/batches");
    private static final int MOST_ENCODINGS = 4;

    private OtherPaths() {}

    /// Looks whether a request of a path that is not read here may go on.
    ///
    /// @param path as it came, still encoded
    /// @throws ApiException 404 when the path is another spelling of one that is read here, 400 when the
    ///     body names MCP servers
    static void check(String path, byte[] body) throws ApiException {
        String plain = plain(path);
        if (READ_HERE.contains(plain)) {
            throw ApiException.notFound("The path is not served in this spelling: write it " + plain + ".");
        }
        if (plain.startsWith(MESSAGES + "/") && mcp(body)) {
            throw ApiException.invalid("mcp_servers: only /v1/messages and /v1/messages/count_tokens take MCP servers;"
                    + " leave them out, or send the request there.");
        }
    }

    private static boolean mcp(byte[] body) {
        if (body.length == 0) {
            return false;
        }
        try {
            RequestOutline outline = RequestOutline.read(body);
            return outline.mcp() || outline.emptyServers() || RequestOutline.firstWithMcp(body) >= 0;
        } catch (ApiException noJson) {
            return false;
        }
    }

    /// A path as the most forgiving provider may read it.
    static String plain(String path) {
        String decoded = path;
        for (int round = 0; round < MOST_ENCODINGS && decoded.indexOf('%') >= 0; round++) {
            decoded = decoded(decoded);
        }
        int end = 0;
        while (end < decoded.length() && "?#".indexOf(decoded.charAt(end)) < 0) {
            end++;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : decoded.substring(0, end).split("[/\\\\]", -1)) {
            int parameters = part.indexOf(';');
            String name = (parameters < 0 ? part : part.substring(0, parameters)).strip();
            if (name.equals("..")) {
                parts.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                parts.add(name.toLowerCase(Locale.ROOT));
            }
        }
        return "/" + String.join("/", parts);
    }

    private static String decoded(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        byte[] given = path.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < given.length; at++) {
            boolean code = given[at] == '%' && at + 2 < given.length;
            int high = code ? Character.digit(given[at + 1], 16) : -1;
            int low = code ? Character.digit(given[at + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                at += 2;
            } else {
                bytes.write(given[at]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
