package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changes of what is watched at a server over HTTP, where requests may overtake each other.
final class WatchOrderTest {
    private static final Set<String> URI = Set.of("x://1");

    @TempDir
    Path folder;

    private final List<Set<String>> honoured = new CopyOnWriteArrayList<>();
    private final List<Runnable> held = new CopyOnWriteArrayList<>();
    private UpstreamsFixture fixture;
    private HandMadeServer server;
    private Upstream upstream;

    @BeforeEach
    void start() throws Exception {
        fixture = new UpstreamsFixture(folder);
        server = HandMadeServer.legacy(
                fixture.engine, "2025-11-25", "{\"tools\":{},\"resources\":{\"subscribe\":true}}");
        server.on("resources/list", (http, request) -> json(http, request, "{\"resources\":[]}"));
        server.on("resources/templates/list", (http, request) -> json(http, request, "{\"resourceTemplates\":[]}"));
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        server.on("resources/subscribe", (http, request) -> json(http, request, "{}"));
        server.on("resources/unsubscribe", (http, request) -> json(http, request, "{}"));
        upstream = fixture.start(server);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aNewSubscriptionWaitsForTheEndOfTheOneBefore() throws Exception {
        server.on("resources/unsubscribe", (http, request) -> held.add(() -> json(http, request, "{}")));
        var first = upstream.watch(Caller.ANONYMOUS, URI, honoured::add);
        Wire.until("subscribed", () -> honoured.size() == 1);

        first.close();
        upstream.watch(Caller.ANONYMOUS, URI, honoured::add);
        Wire.until("unsubscribing", () -> held.size() == 1);
        othersAreServed();

        assertThat(server.received("resources/subscribe")).hasSize(1);
        held.forEach(Runnable::run);
        Wire.until("subscribed again", () -> honoured.size() == 2);
        assertThat(server.received("resources/subscribe")).hasSize(2);
        assertThat(honoured).containsExactly(URI, URI);
    }

    @Test
    void whoeverJoinsASubscriptionUnderWayWaitsForItToo() throws Exception {
        server.on("resources/subscribe", (http, request) -> held.add(() -> json(http, request, "{}")));
        upstream.watch(Caller.ANONYMOUS, URI, honoured::add);
        upstream.watch(Caller.ANONYMOUS, URI, honoured::add);
        Wire.until("subscribing", () -> held.size() == 1);
        othersAreServed();

        assertThat(honoured).isEmpty();
        held.forEach(Runnable::run);
        Wire.until("both know", () -> honoured.size() == 2);
        assertThat(server.received("resources/subscribe")).hasSize(1);
    }

    private void othersAreServed() {
        assertThat(UpstreamsFixture.call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }
}
