package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Connections of HTTP that clients have for themselves to a server.
final class OwnHttpConnectionsTest extends UpstreamTest {
    private static final int OWN = 3;

    @Test
    void callsThatWaitOnThemTakeNothingFromTheOthers() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("initialize", (http, request) -> {
            http.responseHeader("Mcp-Session-Id", "session-of-all");
            json(
                    http,
                    request,
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                            + "\"serverInfo\":{\"name\":\"l\",\"version\":\"1\"}}");
        });
        server.on("tools/call", (http, request) -> http.events());
        ClientSettings few = ClientSettings.builder().maxConnections(2).build();
        Upstream upstream =
                fixture.start(ServerSettings.builder("s", new Transport.Http(server.url(), false, Map.of(), null, few))
                        .maxOwnConnections(OWN)
                        .build());
        for (int session = 0; session < OWN; session++) {
            call(upstream, new TestSession("session-" + session).peer("{\"elicitation\":{}}"), Wire.echo());
        }
        Wire.until("all in progress", () -> server.received("tools/call").size() == OWN);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));

        RecordingExchange shared = call(upstream, RecordingExchange.LEGACY, Wire.echo());

        assertThat(shared.response().failed()).isFalse();
    }
}
