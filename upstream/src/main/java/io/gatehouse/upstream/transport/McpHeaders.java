package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.HeaderRoom;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.HeaderValue;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.upstream.call.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The headers that mirror a request towards a modern server (2026-07-28, Streamable HTTP, request
/// metadata).
public final class McpHeaders {
    private McpHeaders() {}

    /// The headers of one request: the common ones and those that mirror it.
    ///
    /// @throws HeaderRoomException when what they mirror is too long for a header
    public static Headers of(List<Header> common, Outgoing outgoing) throws HeaderRoomException {
        List<Header> headers =
                new ArrayList<>(common.size() + 2 + outgoing.parameters().size());
        headers.addAll(common);
        String method = outgoing.request().method();
        headers.add(method(method));
        HeaderRoom room = new HeaderRoom();
        String name = MirroredHeaders.name(method, outgoing.request().name(), room);
        if (name != null) {
            headers.add(new Header(MirroredHeaders.NAME, name));
        }
        if (!outgoing.parameters().isEmpty() || !outgoing.parameterHeaders().isEmpty()) {
            addParameters(headers, outgoing, room);
        }
        return Headers.of(headers);
    }

    /// The header that mirrors a message's method.
    public static Header method(String method) {
        return new Header(MirroredHeaders.METHOD, HeaderValue.encode(method));
    }

    /// What came as a header and is not known to mirror anything passes; the listener that it came through bounded it.
    private static void addParameters(List<Header> headers, Outgoing outgoing, HeaderRoom room)
            throws HeaderRoomException {
        ObjectView arguments = outgoing.request().arguments();
        for (HeaderParameter parameter : outgoing.parameters()) {
            String value = MirroredHeaders.value(parameter, arguments, room);
            if (value != null) {
                headers.add(new Header(parameter.name(), value));
            }
        }
        for (Map.Entry<String, String> came : outgoing.parameterHeaders().entrySet()) {
            boolean own = outgoing.parameters().stream()
                    .anyMatch(parameter -> came.getKey().equalsIgnoreCase(parameter.name()));
            if (!own && MirroredHeaders.isParameter(came.getKey())) {
                headers.add(new Header(came.getKey(), came.getValue()));
            }
        }
    }
}
