package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ChildBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// How a child process is started and its era found.
final class StdioStartTest extends ScriptedServerTest {
    @Test
    void aLegacyServerIsFoundAndCalledAndItsBannerTolerated() throws Exception {
        Upstream upstream = server("banner");
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.state().transport()).isEqualTo("stdio");
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2024_11_05);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        assertThat(HandMadeServer.names(upstream.snapshot().resources())).containsExactly("x://1");
        RecordingExchange exchange = call(
                upstream,
                RecordingExchange.MODERN,
                Request.of("\"c\"", "tools/call", "{\"name\":\"echo\",\"_meta\":{\"progressToken\":\"t\"}}"));
        assertThat(exchange.response().result().whole().text()).isEqualTo("{\"content\":[],\"n\":1.10}");
        assertThat(exchange.notifications.getFirst().params().string("progressToken"))
                .isEqualTo("t");
        assertThat(ScriptedServer.read(log, "started")).hasSize(1);
    }

    @Test
    void aModernServerIsFoundAndListenedTo() throws Exception {
        Upstream upstream = server("modern");
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2026_07_28);
        assertThat(ScriptedServer.read(log, "\"initialize\"")).isEmpty();
        Wire.until(
                "listening",
                () -> !ScriptedServer.read(log, "subscriptions/listen").isEmpty());
        List<Set<String>> honoured = new CopyOnWriteArrayList<>();
        upstream.watch(Caller.ANONYMOUS, Set.of("x://1", "x://2"), honoured::add);
        Wire.until("honoured", () -> !honoured.isEmpty());
        assertThat(honoured.getFirst()).containsExactly("x://1");
        Wire.until(
                "updated",
                () -> fixture.notified.stream().anyMatch(one -> one.method().endsWith("updated")));
        assertThat(fixture.notified.getFirst().body().text()).doesNotContain("subscriptionId");
    }

    @Test
    void aServerThatExitsWhenProbedIsStartedAgainAndTheEraRemembered() throws Exception {
        Upstream upstream = server("exits-when-probed");
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(fixture.states).noneMatch(state -> state.phase() == ServerPhase.RETRYING);
        assertThat(ScriptedServer.read(log, "started")).hasSize(2);
        fixture.close();
        fixture = new UpstreamsFixture(folder);
        upstream = server("exits-when-probed");
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        Upstream again = upstream;
        Wire.until("connected", () -> again.state().phase() == ServerPhase.READY);
        assertThat(ScriptedServer.read(log, "server/discover")).hasSize(1);
        assertThat(ScriptedServer.read(log, "started")).hasSize(3);
    }

    @Test
    void aServerThatDoesNotAnswerTheProbeIsInitializedInTheSameProcess() throws Exception {
        Upstream upstream = server("silent-when-probed");
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(ScriptedServer.read(log, "started")).hasSize(1);
    }

    /// A shell script that reads the first message, does something, and then is a server of 2025-06-18.
    private Transport.Stdio script(String first) {
        String script = """
                echo started >> starts
                read -r line
                %s
                while true; do
                  id=$(printf '%%s' "$line" | sed 's/.*"id":\\([0-9]*\\).*/\\1/')
                  case "$line" in
                    *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}' ;;
                    *'"tools/list"'*) echo listed >> lists; echo '{"jsonrpc":"2.0","id":'$id',"result":{"tools":[{"name":"t","inputSchema":{"type":"object"}}]}}' ;;
                  esac
                  read -r line || exit 0
                done
                """.formatted(first);
        return new Transport.Stdio("sh", List.of("-c", script), Map.of(), List.of(), folder);
    }

    private Upstream script(String first, Duration patience) throws Exception {
        return fixture.start(ServerSettings.builder("s", script(first))
                .connectTimeout(patience)
                .child(new ChildBounds(ChildBounds.DEFAULT.lineBytes(), Duration.ofMillis(50)))
                .build());
    }

    @Test
    void aProgramMayTakeLongForItsFirstAnswer() throws Exception {
        assertThat(ServerSettings.of("s", script("")).connectTimeout()).isEqualTo(Duration.ofMinutes(1));
        Upstream upstream = script("sleep 0.5", Duration.ofMinutes(1));
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(1);
    }

    @Test
    void aSlowServerOfBothErasIsSpokenToInTheModernOne() throws Exception {
        Upstream upstream = script("""
                sleep 0.5
                id=$(printf '%s' "$line" | sed 's/.*"id":\\([0-9]*\\).*/\\1/')
                echo '{"jsonrpc":"2.0","id":'$id',"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}}'
                """, Duration.ofMinutes(1));
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2026_07_28);
        upstream.refresh();
        Wire.until(
                "listed again",
                () -> ScriptedServer.read(folder.resolve("lists")).size() == 2);
        assertThat(fixture.states).noneMatch(state -> state.phase() == ServerPhase.RETRYING);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(2);
    }

    @Test
    void aServerThatHangsWhenProbedIsStartedAgainAndGreetedAndThatIsRemembered() throws Exception {
        String hangs = "case \"$line\" in *server/discover*) exec sleep 60;; esac";
        Upstream upstream = script(hangs, Duration.ofSeconds(2));
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(fixture.states).noneMatch(state -> state.phase() == ServerPhase.RETRYING);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(2);
        fixture.close();
        fixture = new UpstreamsFixture(folder);
        Upstream again = script(hangs, Duration.ofSeconds(2));
        Wire.until("connected", () -> again.state().phase() == ServerPhase.READY);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(3);
    }

    @Test
    void whatASilentProgramWroteLastIsTold() throws Exception {
        Upstream upstream =
                script("echo 'open http://sign-in.example in a browser' >&2; exec sleep 60", Duration.ofMillis(700));
        assertThat(upstream.state().problem())
                .contains("did not answer within 700 ms", "its last lines: open http://sign-in.example");
    }

    @Test
    void aProgramThatWritesBackWhatItReadsIsNamedAsNoServerAndNotTriedAgain() throws Exception {
        Upstream upstream = fixture.start(
                ServerSettings.builder("s", new Transport.Stdio("cat", List.of(), Map.of(), List.of(), folder))
                        .build());
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.FAILED);
        assertThat(upstream.state().problem()).isEqualTo("server s is not an MCP server: its program echoes its input");
        assertThat(upstream.state().remedy()).contains("`command`");
    }

    @Test
    void aScriptWhoseInterpreterIsNotThereIsToldAsThat() throws Exception {
        for (String[] one : new String[][] {
            {"#!/no/such/interpreter\nx\n", "names an interpreter that does not exist (/no/such/interpreter)"},
            {"#!/bin/sh\r\nexit 0\r\n", "ends in a carriage return"}
        }) {
            Path file = folder.resolve("server.sh");
            Files.writeString(file, one[0]);
            assertThat(file.toFile().setExecutable(true)).isTrue();
            Upstream upstream = fixture.start(ServerSettings.of(
                    "s", new Transport.Stdio("./server.sh", List.of(one[1]), Map.of(), List.of(), folder)));
            assertThat(upstream.state().problem()).contains(one[1]);
            assertThat(upstream.state().remedy()).contains(file.toString());
        }
    }

    @Test
    void aMissingCommandIsNamed() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.of(
                "s", new Transport.Stdio("no-such-command-here", List.of(), Map.of(), List.of(), folder)));
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.RETRYING);
        assertThat(upstream.state().problem()).contains("no-such-command-here");
    }
}
