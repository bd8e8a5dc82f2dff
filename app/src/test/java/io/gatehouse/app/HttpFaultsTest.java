package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What HTTP servers do wrong ends in a clear answer to the one call, leaves the others alone, and passes. For both
/// eras of clients and of servers.
@ParameterizedClass(name = "{0}")
@MethodSource("eras")
class HttpFaultsTest {
    private static RoughServer legacy;
    private static RoughServer modern;
    private static Bed bed;

    private final Eras eras;
    private final RoughServer server;
    private WireClient client;

    HttpFaultsTest(Eras eras) {
        this.eras = eras;
        this.server = eras.modernServer ? modern : legacy;
    }

    /// Who speaks what.
    record Eras(Revision client, boolean modernServer) {
        @Override
        public String toString() {
            return client + " to a " + (modernServer ? "modern" : "legacy") + " server";
        }
    }

    static Stream<Eras> eras() {
        return Stream.of(Revision.R2024_11_05, Revision.R2025_11_25, Revision.R2026_07_28)
                .flatMap(client -> Stream.of(new Eras(client, false), new Eras(client, true)));
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        legacy = new RoughServer(false);
        modern = new RoughServer(true);
        bed = new Bed(
                folder,
                """
                defaults: {break-after: 0}
                servers:
                  bad-old: {url: %s}
                  hasty-old: {url: %s, call-timeout: 300ms}
                  bad-new: {url: %s}
                  hasty-new: {url: %s, call-timeout: 300ms}
                """.formatted(legacy.url(), legacy.url(), modern.url(), modern.url()),
                ServerSettings.of("good", new Transport.InProcess(new PlainServer())));
        for (String name : List.of("good", "bad-old", "hasty-old", "bad-new", "hasty-new")) {
            bed.awaitReady(name);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        legacy.close();
        modern.close();
    }

    @BeforeEach
    void connect() {
        client = bed.client("", eras.client);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private String bad() {
        return eras.modernServer ? "bad-new" : "bad-old";
    }

    private String hasty() {
        return eras.modernServer ? "hasty-new" : "hasty-old";
    }

    private void everythingGoesOn() {
        assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
        Patience.until(
                "the server works again", () -> !client.call(bad() + "_echo").toolError());
        assertThat(client.call(bad() + "_echo").said()).isEqualTo("here");
    }

    @ParameterizedTest
    @CsvSource({
        "s401, does not accept the gateway's credentials (HTTP 401), was not carried out",
        "s403, does not accept the gateway's credentials (HTTP 403), was not carried out",
        "s404, answered with HTTP 404, was not carried out",
        "s429, accepts no more calls for now (HTTP 429), Try again in a moment",
        "s500, answered with HTTP 500, Do not simply repeat it",
        "s503, answered with HTTP 503, Do not simply repeat it",
        "html, answered without a message, Do not simply repeat it",
        "cutbody, disconnected, Do not simply repeat it",
        "cutstream, disconnected, Do not simply repeat it",
        "notjson, returned an answer that cannot be read, Do not simply repeat it"
    })
    void aWrongAnswer(String tool, String happened, String remedy) {
        Reply reply = client.call(bad() + "_" + tool);
        assertThat(reply.status()).isIn(0, 200);
        assertThat(reply.toolError()).isTrue();
        assertThat(reply.said()).contains("Server " + bad(), happened, remedy).doesNotContain("`");
        everythingGoesOn();
    }

    @ParameterizedTest
    @CsvSource({"silent", "hangbody", "hangstream"})
    void aServerThatHangs(String tool) {
        int cancelled = server.cancelled.get();
        Running waiting = client.start(bad() + "_" + tool, "");
        Reply reply = client.call(hasty() + "_" + tool);
        assertThat(reply.toolError()).isTrue();
        assertThat(reply.said()).contains("Server " + hasty(), "did not answer in time");
        everythingGoesOn();
        assertThat(waiting.reply).isNotDone();
        Patience.until("the server heard of it", () -> server.cancelled.get() > cancelled);
        client.cancel(waiting);
    }

    @Test
    void daintree11526ALargeResultPasses() {
        assertThat(client.call(bad() + "_large").said()).hasSize(RoughServer.LARGE);
        everythingGoesOn();
    }

    @Test
    void mcpForArgocd119ALineOf8MiBPasses() {
        assertThat(client.call(bad() + "_line").said()).hasSize(RoughServer.LINE);
        everythingGoesOn();
    }

    @Test
    void aClientThatGoesAwayMidStreamHasItsCallCancelled() {
        for (String tool : List.of("silent", "hangstream")) {
            WireClient leaving = bed.client("", eras.client);
            int before = server.calls.get();
            int cancelled = server.cancelled.get();
            Running call = leaving.start(bad() + "_" + tool, "");
            Patience.until("the call runs", () -> server.calls.get() > before);
            call.drop.run();
            leaving.close();
            Patience.until("the server heard of it", () -> server.cancelled.get() > cancelled);
        }
        everythingGoesOn();
    }

    @Test
    void aQuestionThatNobodyCanAnswerDoesNotEndTheCall() {
        if (eras.modernServer) {
            return; // A modern server has no way to.
        }
        Reply reply = client.call(bad() + "_ask");
        assertThat(reply.toolError()).isFalse();
        assertThat(reply.said()).isEqualTo("went on without");
        assertThat(client.heard()).isEmpty();
        everythingGoesOn();
    }

    @Test
    void agentgateway3622AnExpiredSessionIsMadeAnewOnceAndEveryCallGoesThrough() {
        if (eras.modernServer) {
            return; // A modern server has no sessions.
        }
        assertThat(client.call(bad() + "_echo").said()).isEqualTo("here");
        for (int round = 0; round < 3; round++) {
            int before = server.initialized.get();
            server.forgetSessions();
            List<Running> calls = IntStream.range(0, 20)
                    .mapToObj(call -> client.start(bad() + "_echo", ""))
                    .toList();
            assertThat(calls).allSatisfy(call -> assertThat(call.reply().said()).isEqualTo("here"));
            // The server `hasty` has a session of its own, which it may have to make anew, too.
            assertThat(server.initialized.get() - before).isBetween(1, 2);
        }
    }
}
