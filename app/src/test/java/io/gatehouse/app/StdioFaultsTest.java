package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What children do wrong ends in a clear answer to the one call, leaves the others alone, and passes.
class StdioFaultsTest {
    @TempDir
    Path folder;

    private Bed bed;
    private WireClient client;

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (bed != null) {
            bed.close();
        }
    }

    /// A gateway with the child `bad`, and `good` that always works.
    private void start(String trait, String more) throws Exception {
        bed = new Bed(
                folder,
                "servers:\n  bad: {" + RudeChild.yaml(trait) + more + "}\n",
                ServerSettings.of("good", new Transport.InProcess(new PlainServer())));
        bed.awaitReady("good");
        client = bed.client();
    }

    private void othersGoOn() {
        assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
    }

    private void itWorksAgain() {
        Patience.until("it works again", () -> !client.call("bad_echo").toolError());
        assertThat(client.call("bad_echo").said()).isEqualTo("here");
        othersGoOn();
    }

    @Test
    void aChildThatIsKilledMidCall() throws Exception {
        start("none", "");
        Running call = client.start("bad_wait", "");
        Patience.until("the call runs", () -> client.call("bad_counts").said().startsWith("1 waited"));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(client.call("bad_pid").said())).orElseThrow();
        child.destroyForcibly();
        Reply reply = call.reply();
        assertThat(reply.toolError()).isTrue();
        assertThat(reply.said()).contains("Server bad", "find out first whether it did");
        othersGoOn();
        itWorksAgain();
        assertThat(client.call("bad_pid").said()).isNotEqualTo(String.valueOf(child.pid()));
    }

    @Test
    void aChildThatDiesInTheMiddleOfItsAnswer() throws Exception {
        start("none", "");
        Reply reply = client.call("bad_half");
        assertThat(reply.toolError()).isTrue();
        assertThat(reply.said()).contains("Server bad");
        itWorksAgain();
    }

    @Test
    void aChildThatPrintsGarbageBetweenItsMessages() throws Exception {
        start("none", "");
        Running other = client.start("bad_wait", "");
        // An answer without an id is the only call's, where there is one only.
        Patience.until("the other waits", () -> client.call("bad_counts").said().startsWith("1 waited"));
        assertThat(client.call("bad_garbage").said()).isEqualTo("after garbage");
        assertThat(other.reply).isNotDone();
        itWorksAgain();
    }

    @Test
    void aChildThatNeverAnswersACall() throws Exception {
        start("none", ", call-timeout: 500ms");
        bed.awaitReady("bad");
        Reply reply = client.call("bad_wait");
        assertThat(reply.toolError()).isTrue();
        assertThat(reply.said()).contains("Server bad did not answer in time").doesNotContain("timeout");
        Patience.until(
                "the server heard of it", () -> client.call("bad_counts").said().equals("1 waited, 1 cancelled"));
        itWorksAgain();
    }

    @Test
    void aChildThatNeverAnswersAnything() throws Exception {
        start("silent", ", connect-timeout: 2s");
        othersGoOn();
        Patience.until("it is out", () -> bed.server("bad").state().phase() == ServerPhase.RETRYING);
        assertThat(bed.server("bad").state().problem()).contains("bad");
        assertThat(bed.server("bad").state().remedy()).isNotBlank();
        assertThat(client.send("tools/list", "").text()).contains("good_echo");
        othersGoOn();
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void aChildThatFloods(Revision revision) throws Exception {
        start("none", "");
        client.close();
        client = bed.client("", revision);
        Running flooded = client.start("bad_flood", "");
        othersGoOn();
        assertThat(flooded.reply().said()).isEqualTo("after the flood");
        itWorksAgain();
    }

    @Test
    void aChildThatFloodsBeforeItSaysAnything() throws Exception {
        start("floods-at-once", "");
        othersGoOn();
        itWorksAgain();
    }

    @Test
    void aChildThatEndsWhileItStartsIsExplainedByItsLastLines() throws Exception {
        bed = new Bed(folder, "servers: {bad: {command: sh, args: [-c, 'echo no licence >&2; exit 3']}}");
        Patience.until("it is out", () -> bed.server("bad").state().problem() != null);
        assertThat(bed.server("bad").state().problem())
                .contains("server bad ended while it was starting: its process exited with code 3")
                .contains("its last lines: no licence");
        assertThat(bed.server("bad").state().remedy())
                .contains("run its command by hand to see why it ends")
                .doesNotContain("effects");
    }

    @Test
    void aChildThatKeepsEndingWhileItStartsIsGivenUpWithTheSameAdvice() throws Exception {
        bed = new Bed(
                folder,
                "servers: {}",
                ServerSettings.builder(
                                "bad", new Transport.Stdio("sh", List.of("-c", "exit 3"), Map.of(), List.of(), folder))
                        .crashLoop(1)
                        .build());
        Patience.until("it is given up", () -> bed.server("bad").state().phase() == ServerPhase.FAILED);
        assertThat(bed.server("bad").state().problem())
                .startsWith(
                        "server bad ended once within 60 s and was never up: it is started again only when the"
                                + " configuration is reloaded or the gateway restarts. The last time, server bad ended while it was starting: ");
        assertThat(bed.server("bad").state().remedy()).contains("run its command by hand to see why it ends");
    }

    @Test
    void aChildThatExitsOnTheUnknownFirstRequest() throws Exception {
        start("exits-when-probed", "");
        bed.awaitReady("bad");
        assertThat(bed.server("bad").state().revision()).isEqualTo(Revision.R2024_11_05);
        itWorksAgain();
    }

    /// The shared connection declares nothing that a client can be asked.
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05", "R2025_11_25", "R2026_07_28"})
    void aQuestionThatNobodyCanAnswerDoesNotEndTheCall(Revision revision) throws Exception {
        start("none", "");
        client.close();
        client = bed.client("", revision);
        Reply reply = client.call("bad_ask");
        assertThat(reply.toolError()).isFalse();
        assertThat(reply.said()).contains("the client said", "-32601");
        assertThat(client.heard()).isEmpty();
        itWorksAgain();
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05", "R2025_11_25", "R2026_07_28"})
    void aClientThatGoesAwayHasItsCallCancelledAtTheChild(Revision revision) throws Exception {
        start("none", "");
        WireClient leaving = bed.client("", revision);
        Running call = leaving.start("bad_wait", "");
        Patience.until("the call runs", () -> client.call("bad_counts").said().equals("1 waited, 0 cancelled"));
        call.drop.run();
        leaving.close();
        Patience.until(
                "the child heard of it", () -> client.call("bad_counts").said().equals("1 waited, 1 cancelled"));
        itWorksAgain();
    }
}
