package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.HandMadeServer.Answer;
import io.gatehouse.upstream.HandMadeServer.Received;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.CallerText;
import io.gatehouse.upstream.settings.CallerText.Part;
import io.gatehouse.upstream.settings.CallerVariable;
import io.gatehouse.upstream.settings.ServerIdentity;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On a connection that all callers share, each request says whose it is.
final class CallerHeadersTest {
    private static final Answer WORKS =
            (http, request) -> HandMadeServer.json(http, request, "{\"content\":[],\"resultType\":\"complete\"}");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachRequestSaysWhoseItIs(boolean modern) throws Exception {
        try (UpstreamsFixture fixture = new UpstreamsFixture(folder);
                HandMadeServer server =
                        modern ? HandMadeServer.modern(fixture.engine) : HandMadeServer.legacy(fixture.engine);
                Upstreams upstreams = new Upstreams(
                        fixture.engine,
                        folder.resolve("told"),
                        fixture,
                        (caller, audience) -> caller.id().subject() + " for " + audience)) {
            server.on("tools/call", WORKS);
            upstreams.apply(List.of(ServerSettings.builder("s", UpstreamsFixture.http(server))
                    .callers(new CallerSettings(
                            1,
                            Duration.ofMinutes(1),
                            Map.of("X-Tenant", text("caller.tenant"), "X-User", text("caller.user")),
                            Map.of(),
                            List.of(),
                            new ServerIdentity("Authorization", "crm")))
                    .build()));
            Upstream upstream = Objects.requireNonNull(upstreams.find("s"));
            upstream.firstLists().get(15, TimeUnit.SECONDS);
            Received listed = server.received("tools/list").getFirst();
            assertThat(listed.headers()).doesNotContainKeys("x-tenant", "x-user");
            assertThat(listed.header("Authorization")).isEqualTo("Bearer  for crm");

            for (String tenant : List.of("acme", "globex")) {
                assertThat(call(upstream, peer(tenant, "alice"), Wire.echo()).answered())
                        .isTrue();
                Received sent = server.received("tools/call").getLast();
                assertThat(sent.header("X-Tenant")).isEqualTo(tenant);
                assertThat(sent.header("X-User")).isEqualTo("alice");
                assertThat(sent.header("Authorization")).isEqualTo("Bearer ci for crm");
            }
            assertThat(call(upstream, peer("", "alice"), Wire.echo())
                            .failure()
                            .caller()
                            .happened())
                    .isEqualTo("Server s was not called: it is told the caller's tenant, which is not known");
            assertThat(call(upstream, peer("acme", "a\r\nX-Tenant: globex"), Wire.echo())
                            .failure()
                            .caller()
                            .happened())
                    .isEqualTo("Server s was not called: it is told the caller's user, which has characters that cannot"
                            + " be sent to a server");
            assertThat(server.received("tools/call")).hasSize(2);
        }
    }

    private static CallerText text(String variable) {
        return new CallerText(List.of(new Part.Variable(Objects.requireNonNull(CallerVariable.of(variable)), null)));
    }

    private static Peer peer(String tenant, String user) {
        Caller caller =
                new Caller(new CallerId(Kind.KEY, "id", "ci", "", tenant), user, Set.of(), Set.of(), Map.of(), "", "");
        return new Peer(Revision.R2025_11_25, null, null, caller, null);
    }
}
