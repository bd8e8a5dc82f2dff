package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions of single callers with a server, and what a file says of them.
class CallerSessionsTest {
    @TempDir
    Path folder;

    @Test
    void theSessionOfARevokedKeyEnds() throws Exception {
        KeyCommands commands = new KeyCommands(folder.resolve("data"));
        String goes = commands.make("goes", "--tenant", "acme");
        String stays = commands.make("goes", "--tenant", "globex");
        try (NotingServer server = new NotingServer(false);
                Bed bed = new Bed(
                        folder, "servers: {old: {url: \"%s\", sessions: caller}}".formatted(server.endpoint()))) {
            bed.awaitReady("old");
            int own = server.sessions();
            for (String key : new String[] {goes, stays}) {
                try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", key)) {
                    assertThat(client.call("old_note", "x").said()).contains("\"notes\":[\"x\"]");
                }
            }
            assertThat(server.sessions()).isEqualTo(own + 2);
            commands.run("revoke", "goes", "--tenant", "acme");
            Patience.until("its session has ended", () -> server.sessions() == own + 1);
            try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", stays)) {
                assertThat(client.call("old_note", "y").said()).contains("\"notes\":[\"x\",\"y\"]");
            }
        }
    }

    @Test
    void aFileSaysWhatServersAreTold() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                servers:
                  files:
                    command: files
                    args: [--tenant, "${caller.tenant:-none}", "$${caller.tenant}"]
                    env: {TENANT: "t-${caller.tenant}", USER_NAME: "${caller.user:-${NOBODY:-nobody}}", PLAIN: x}
                    sessions: caller
                    max-sessions: 3
                    session-idle: 1m
                  crm:
                    url: https://crm.example.com/mcp?key=secret
                    headers: {X-Team: "${caller.claims.team}", X-Plain: y}
                    identity: jwt
                    identity-header: X-Identity
                listen: {public-url: "https://gw.example.com"}
                """);
        ServerSettings crm = configuration.servers().getFirst();
        assertThat(crm.callers().identity().audience()).isEqualTo("https://crm.example.com/mcp");
        assertThat(crm.callers().identity().value("token")).isEqualTo("token");
        assertThat(((Transport.Http) crm.transport()).headers()).containsOnly(Map.entry("X-Plain", "y"));
        assertThat(configuration.auth().tokens().claims()).contains("team");
        ServerSettings files = configuration.servers().getLast();
        assertThat(files.sessions()).isEqualTo(Sessions.CALLER);
        assertThat(files.callers().mostSessions()).isEqualTo(3);
        assertThat(files.callers().idle()).isEqualTo(Duration.ofMinutes(1));
        Caller alice = new Caller(
                new CallerId(Kind.KEY, "id", "ci", "", "acme"), "alice", Set.of(), Set.of(), Map.of(), "", "");
        Transport.Stdio program = files.callers().program((Transport.Stdio) files.transport(), alice);
        assertThat(program.environment())
                .containsOnly(Map.entry("TENANT", "t-acme"), Map.entry("USER_NAME", "alice"), Map.entry("PLAIN", "x"));
        assertThat(program.arguments()).containsExactly("--tenant", "acme", "${caller.tenant}");
        Transport.Stdio own = files.callers().ownProgram((Transport.Stdio) files.transport(), Caller.ANONYMOUS);
        assertThat(own.environment()).containsOnly(Map.entry("USER_NAME", "nobody"), Map.entry("PLAIN", "x"));
    }
}
