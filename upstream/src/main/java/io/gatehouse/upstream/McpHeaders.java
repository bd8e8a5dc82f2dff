package io.gatehouse.upstream;

import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers that mirror a request towards a modern server (2026-07-28, Streamable HTTP, request
/// metadata).
final class McpHeaders {
    private static final String PARAMETER = "Mcp-Param-";

    private McpHeaders() {}

    /// The headers of one request: the common ones and those that mirror it.
    static Headers of(List<Header> common, Outgoing outgoing) {
        List<Header> headers =
                new ArrayList<>(common.size() + 2 + outgoing.parameters().size());
        headers.addAll(common);
        String method = outgoing.request().method();
        headers.add(new Header("Mcp-Method", encoded(method)));
        String name = name(method, outgoing);
        if (name != null) {
            headers.add(new Header("Mcp-Name", encoded(name)));
        }
        if (!outgoing.parameters().isEmpty() || !outgoing.parameterHeaders().isEmpty()) {
            addParameters(headers, outgoing);
        }
        return Headers.of(headers);
    }

    /// A value as a header can carry it: itself, or Base64 between `=?base64?` and `?=`.
    static String encoded(String value) {
        boolean plain = !value.isEmpty() && value.charAt(0) != ' ' && value.charAt(value.length() - 1) != ' ';
        for (int index = 0; plain && index < value.length(); index++) {
            char c = value.charAt(index);
            plain = c >= 0x20 && c < 0x7F;
        }
        if (value.isEmpty() || plain && !(value.startsWith("=?base64?") && value.endsWith("?="))) {
            return value;
        }
        return "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static @Nullable String name(String method, Outgoing outgoing) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET -> outgoing.request().name();
            case Method.RESOURCES_READ -> outgoing.request().uri();
            case "tasks/get", "tasks/update", "tasks/cancel" -> {
                ObjectView params = outgoing.request().params();
                yield params == null ? null : params.string("taskId");
            }
            default -> null;
        };
    }

    private static void addParameters(List<Header> headers, Outgoing outgoing) {
        ObjectView params = outgoing.request().params();
        ObjectView arguments = params == null ? null : params.object("arguments");
        for (HeaderParameter parameter : outgoing.parameters()) {
            String value = arguments == null ? null : value(arguments, parameter.path());
            if (value != null) {
                headers.add(new Header(PARAMETER + parameter.header(), encoded(value)));
            }
        }
        for (Map.Entry<String, String> came : outgoing.parameterHeaders().entrySet()) {
            boolean own = outgoing.parameters().stream()
                    .anyMatch(parameter -> came.getKey().equalsIgnoreCase(PARAMETER + parameter.header()));
            if (!own && came.getKey().regionMatches(true, 0, PARAMETER, 0, PARAMETER.length())) {
                headers.add(new Header(came.getKey(), came.getValue()));
            }
        }
    }

    private static @Nullable String value(ObjectView arguments, List<String> path) {
        ObjectView at = arguments;
        for (String key : path.subList(0, path.size() - 1)) {
            at = at.object(key);
            if (at == null) {
                return null;
            }
        }
        Slice value = at.get(path.getLast());
        if (value == null) {
            return null;
        }
        return switch (value.first()) {
            case '"' -> Json.unquote(value);
            case '{', '[', 'n' -> null;
            default -> value.text();
        };
    }
}
