package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Lister;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.transport.ConnectFailure;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ConnectionEvents;
import io.gatehouse.upstream.transport.HttpConnector;
import io.gatehouse.upstream.transport.HttpEndpoint;
import io.gatehouse.upstream.transport.LegacySession;
import io.gatehouse.upstream.transport.McpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The headers that mirror a relayed message of the modern era, those of annotated arguments included.
final class RelayHeaders {
    private final HttpEndpoint endpoint;
    private volatile Map<String, List<HeaderParameter>> mirrored = Map.of();

    RelayHeaders(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// @throws HeaderRoomException when what they mirror is too long for a header
    Headers of(Request request) throws HeaderRoomException {
        String name = request.method().equals(Method.TOOLS_CALL) ? request.name() : null;
        List<HeaderParameter> parameters = name == null ? List.of() : mirrored.getOrDefault(name, List.of());
        return McpHeaders.of(
                common(request.params()),
                new Outgoing(
                        EditedRequest.unchanged(request),
                        Outgoing.GATEWAY,
                        parameters,
                        Map.of(),
                        null,
                        Duration.ZERO,
                        false,
                        0,
                        false));
    }

    Headers of(Notification notification) {
        List<Header> fields = new ArrayList<>(common(notification.params()));
        fields.add(McpHeaders.method(notification.method()));
        return Headers.of(fields);
    }

    /// Learns anew which arguments are mirrored. For virtual threads.
    void refresh() {
        try {
            Connection connection =
                    new HttpConnector(endpoint).connect(ClientFace.shared(List.of()), null, new Unheard());
            Map<String, List<HeaderParameter>> found = new HashMap<>();
            Lister.all(endpoint.bounds(), connection, Snapshot.EMPTY, new Lister.Undeclared())
                    .snapshot()
                    .tools()
                    .forEach(tool -> found.put(tool.key(), tool.headers()));
            mirrored = Map.copyOf(found);
        } catch (ConnectFailure unreachable) {
            System.getLogger(RelayHeaders.class.getName())
                    .log(System.Logger.Level.WARNING, "tools cannot be listed: " + unreachable.problem());
        }
    }

    /// A version that no header can carry is left out: the endpoint refuses it all the same.
    private List<Header> common(@org.jspecify.annotations.Nullable ObjectView params) {
        ObjectView meta = params == null ? null : params.object("_meta");
        String stated = meta == null ? null : meta.string(Meta.PROTOCOL_VERSION);
        String version = stated == null ? Revision.NEWEST.id() : stated;
        List<Header> fields = new ArrayList<>(List.of(LegacySession.ACCEPT_BOTH, LegacySession.JSON));
        if (version.matches("[0-9A-Za-z.-]{1,64}")) {
            fields.add(new Header("MCP-Protocol-Version", version));
        }
        fields.addAll(endpoint.credentials());
        return fields;
    }

    /// Lists only: nothing comes outside of the requests.
    private static final class Unheard implements ConnectionEvents {
        @Override
        public void notification(Notification notification, List<Replies> running) {}

        @Override
        public void asked(Request request, Consumer<io.gatehouse.protocol.Response> answer, List<Replies> running) {}

        @Override
        public void outdated() {}

        @Override
        public void renewed() {}

        @Override
        public void suspect() {}

        @Override
        public void warned(ServerWarning warning) {}

        @Override
        public void lost(String problem) {}
    }
}
