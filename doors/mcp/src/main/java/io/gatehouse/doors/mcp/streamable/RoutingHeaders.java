package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.conversation.Methods;
import io.gatehouse.http.Headers;
import io.gatehouse.protocol.HeaderValue;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers of a modern request that mirror its body, and whether they do (2026-07-28, request metadata). A header
/// that occurs twice with different values never matches, because others on the way might have read the other one.
final class RoutingHeaders {
    private static final String VERSION = "MCP-Protocol-Version";
    private static final String METHOD = MirroredHeaders.METHOD;
    private static final String NAME = MirroredHeaders.NAME;

    private @Nullable String version;
    private @Nullable String method;
    private @Nullable String name;
    private @Nullable String repeated;
    private @Nullable Map<String, String> parameters;

    /// Reads them in one pass over all headers.
    static RoutingHeaders of(Headers headers) {
        RoutingHeaders routing = new RoutingHeaders();
        headers.forEach(routing::take);
        return routing;
    }

    private void take(String field, String value) {
        if (field.length() < NAME.length() || (field.charAt(0) | 0x20) != 'm' || (field.charAt(1) | 0x20) != 'c') {
            return;
        }
        if (field.equalsIgnoreCase(VERSION)) {
            version = once(VERSION, version, value.strip());
        } else if (field.equalsIgnoreCase(METHOD)) {
            method = once(METHOD, method, value.strip());
        } else if (field.equalsIgnoreCase(NAME)) {
            name = once(NAME, name, value);
        } else if (MirroredHeaders.isParameter(field)) {
            if (parameters == null) {
                parameters = new HashMap<>();
            }
            String key = field.toLowerCase(Locale.ROOT);
            parameters.put(key, once(field, parameters.get(key), value));
        }
    }

    private String once(String field, @Nullable String before, String value) {
        if (before != null && !before.equals(value)) {
            repeated = field;
        }
        return value;
    }

    /// The `Mcp-Param-*` headers by name in lower case, as they came.
    Map<String, String> parameters() {
        return parameters == null ? Map.of() : parameters;
    }

    /// How the headers' version differs from the body's, or null when it does not.
    @Nullable
    String versionMismatch(String inBody) {
        if (repeated != null) {
            return "The header " + repeated + " occurs more than once with different values.";
        }
        return version != null && !version.equals(inBody)
                ? "The header " + VERSION + " says " + quoted(version) + " and the body's _meta says " + quoted(inBody)
                        + "."
                : null;
    }

    /// How the headers differ from the body in anything else, or null when they do not.
    @Nullable
    String mismatch(Request request) {
        if (version == null) {
            return "The header " + VERSION + " is missing.";
        }
        if (method == null) {
            return "The header " + METHOD + " is missing.";
        }
        if (!method.equals(request.method())) {
            return "The header " + METHOD + " says " + quoted(method) + " and the body says " + quoted(request.method())
                    + ".";
        }
        String source = MirroredHeaders.nameSource(request.method());
        return source == null ? null : nameMismatch(source, request.params());
    }

    private @Nullable String nameMismatch(String source, @Nullable ObjectView params) {
        String inBody = params == null ? null : params.string(source);
        String header = name;
        if (header == null) {
            return inBody == null ? null : "The header " + NAME + " is missing; it mirrors params." + source + ".";
        }
        String decoded = HeaderValue.decode(header);
        if (decoded == null) {
            return "The header " + NAME + " is neither plain ASCII nor well-formed =?base64?…?=.";
        }
        return decoded.equals(inBody)
                ? null
                : "The header " + NAME + " says " + quoted(decoded) + " and the body's params." + source + " says "
                        + (inBody == null ? "nothing" : quoted(inBody)) + ".";
    }

    private static String quoted(String value) {
        return "'" + Methods.shortened(value) + "'";
    }
}
