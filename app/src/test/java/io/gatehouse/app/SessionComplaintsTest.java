package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What people complain of with the sessions of other gateways, each by the number of its issue.
class SessionComplaintsTest {
    private static final String NONE = "servers: {off: {command: none, disabled: true}}\n";

    @TempDir
    Path folder;

    private Bed replica(String name) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name).resolve("data"));
        Path keys = folder.resolve("first/data/session-keys");
        if (Files.exists(keys)) {
            Files.copy(keys, own.resolve("session-keys"));
        }
        return new Bed(folder.resolve(name), NONE, good());
    }

    private static ServerSettings good() {
        return ServerSettings.of("good", new Transport.InProcess(new PlainServer()));
    }

    /// Two gateways with the same keys behind one address: whichever gets a request answers it.
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05"},
            mode = EnumSource.Mode.EXCLUDE)
    void agentgateway754ASessionMovesBetweenReplicas(Revision revision) throws Exception {
        try (Bed first = replica("first");
                Bed second = replica("second");
                WireClientHttp client = (WireClientHttp) first.client("", revision)) {
            for (Bed replica : List.of(second, first, second)) {
                client.moveTo(replica.endpoint());
                assertThat(client.call("good_echo", "anywhere").said()).contains("anywhere");
                assertThat(client.send("tools/list", "").text()).contains("good_echo");
            }
            assertThat(second.calls()).hasSize(2);
        }
    }

    @Test
    void agentgateway573ASessionListensAtTheReplicaThatItMovedTo() throws Exception {
        try (Bed first = replica("first");
                Bed second = replica("second");
                WireClientHttp client = (WireClientHttp) first.client("", Revision.R2025_11_25)) {
            client.moveTo(second.endpoint());
            client.listen("plain://one");
            assertThat(client.call("good_touch").said()).isEqualTo("done");
            client.awaitHeard("the update", message -> message.contains("resources/updated"));
        }
    }

    /// What a replica reads out of a session it checks as well: this one was begun for another toolset.
    @Test
    void javaSdk499ASessionOfAnotherToolsetOpensAtNoReplica() throws Exception {
        try (Bed first = replica("first");
                Bed second = replica("second");
                WireClientHttp client = (WireClientHttp) first.client("", Revision.R2025_11_25)) {
            client.moveTo(URI.create(second.endpoint() + "/good"));
            assertThat(client.call("good_echo").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void toolhive5786ChangesReachSessionsThatAreOpen(Revision revision) throws Exception {
        try (Bed bed = new Bed(folder, NONE, good());
                WireClient client = bed.client("", revision)) {
            client.listen("plain://one");
            assertThat(client.send("tools/list", "").text()).doesNotContain("later_echo");
            List<ServerSettings> servers = new ArrayList<>(List.of(good()));
            servers.add(ServerSettings.of("later", new Transport.InProcess(new PlainServer())));
            bed.gatehouse().apply(bed.gatehouse().configuration().with(servers));
            client.awaitHeard("the change", message -> message.contains("notifications/tools/list_changed"));
            Patience.until(
                    "the new tools", () -> client.call("later_echo").text().contains(PlainServer.ODD));
            bed.gatehouse().apply(bed.gatehouse().configuration().with(List.of(servers.getLast())));
            Patience.until(
                    "the tools are gone that were taken away",
                    () -> !client.send("tools/list", "").text().contains("good_echo"));
        }
    }
}
