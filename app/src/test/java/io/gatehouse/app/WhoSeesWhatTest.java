package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.gateway.CallOutcome;
import io.gatehouse.gateway.CallRecord;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.ServerLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a server wrote reaches operators, with secrets hidden, and nobody else; what became of a call reaches
/// everybody.
class WhoSeesWhatTest {
    private static final String TOKEN = "t0ken-of-the-test";
    /// Answers in the older era, and ends in every call after it has written what it should not.
    private static final String CHILD = """
            import json, os, sys
            for line in sys.stdin:
                message = json.loads(line)
                if 'id' not in message: continue
                method = message['method']
                if method == 'initialize':
                    result = {'protocolVersion': '2025-06-18', 'capabilities': {'tools': {}}, 'serverInfo': {'name': 'c', 'version': '1'}}
                elif method == 'tools/list':
                    schema = {'type': 'object'}
                    result = {'tools': [{'name': 'write', 'inputSchema': schema},
                                        {'name': 'look', 'inputSchema': schema, 'annotations': {'readOnlyHint': True}},
                                        {'name': 'put', 'inputSchema': schema, 'annotations': {'idempotentHint': True}}]}
                elif method == 'tools/call':
                    sys.stderr.write('FATAL postgres://admin:not-a-password@db.internal/crm key=' + os.environ['KEY'] + '\\n')
                    sys.stderr.flush()
                    os._exit(3)
                else:
                    print(json.dumps({'jsonrpc': '2.0', 'id': message['id'], 'error': {'code': -32601, 'message': 'no'}}), flush=True)
                    continue
                print(json.dumps({'jsonrpc': '2.0', 'id': message['id'], 'result': result}), flush=True)
            """;

    @TempDir
    Path folder;

    private Bed child(String more) throws Exception {
        Path script = Files.writeString(folder.resolve("child.py"), CHILD);
        Bed bed = new Bed(
                folder,
                "servers:\n  crm: {command: python3, args: ['" + script + "'], env: {KEY: " + TOKEN + "}" + more
                        + "}\n");
        bed.awaitReady("crm");
        return bed;
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void whatAChildWroteBeforeItEndedGoesToOperatorsAlone(Revision revision) throws Exception {
        try (Bed bed = child("");
                WireClient client = bed.client("", revision)) {
            Reply reply = client.call("crm_write");
            assertThat(reply.text()).doesNotContain("FATAL", "postgres", "db.internal", TOKEN, "python3", "exited");
            assertThat(reply.said())
                    .startsWith(
                            "Server crm broke off before its answer was complete. It is not known whether the call took"
                                    + " effect. Do not simply repeat it");
            CallRecord call = bed.calls().getFirst();
            assertThat(reply.text())
                    .contains(
                            "\"io.gatehouse/failure\":{\"category\":\"downstream\",\"outcome\":\"sent_outcome_unknown\","
                                    + "\"server\":\"crm\",\"requestId\":\"" + call.requestId() + "\"}");
            assertThat(call.known()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
            assertThat(call.problem())
                    .contains("exited with code 3", "FATAL postgres://admin:***@db.internal/crm key=***")
                    .doesNotContain(TOKEN, "not-a-password");
            List<ServerLog.Line> lines = bed.server("crm").log().after(0);
            assertThat(lines)
                    .anyMatch(line -> line.origin() == ServerLog.Origin.STDERR
                            && line.text().equals("FATAL postgres://admin:***@db.internal/crm key=***"));
            Patience.until("it is out", () -> bed.server("crm").state().phase() == Phase.RETRYING);
            assertThat(bed.server("crm").state().problem()).contains("FATAL").doesNotContain(TOKEN);
            Reply out = client.call("crm_write");
            assertThat(out.text()).contains("\"outcome\":\"not_sent\"").doesNotContain("FATAL", TOKEN);
        }
    }

    @Test
    void onlyWhatReadsOrDoesNoHarmTwiceMayBeRepeated() throws Exception {
        try (Bed bed = child("");
                WireClient client = bed.client()) {
            assertThat(client.call("crm_look").said()).contains("repeating it does no harm");
            Patience.until("it is back", () -> bed.server("crm").state().phase() == Phase.READY);
            assertThat(client.call("crm_put").said()).contains("repeating it does no harm");
        }
    }

    @Test
    void theOperatorsWordOnEffectsCountsBeforeThatOfTheServer() throws Exception {
        try (Bed bed = child(", trust-annotations: false, tools: {'w*': {effects: read}, put: {effects: send}}");
                WireClient client = bed.client()) {
            assertThat(client.call("crm_look").said()).contains("Do not simply repeat it");
            Patience.until("it is back", () -> bed.server("crm").state().phase() == Phase.READY);
            assertThat(client.call("crm_write").said()).contains("repeating it does no harm");
        }
    }

    @Test
    void aBodyOfAnHttpErrorGoesToOperatorsAloneAndAWaitToEverybody() throws Exception {
        try (RoughServer server = new RoughServer(false);
                Bed bed = new Bed(
                        folder, "servers:\n  web: {url: " + server.url() + ", headers: {X-Key: " + TOKEN + "}}\n");
                WireClient client = bed.client()) {
            bed.awaitReady("web");
            Reply broken = client.call("web_s500");
            assertThat(broken.said())
                    .startsWith("Server web answered with HTTP 500.")
                    .contains("Do not simply repeat it")
                    .doesNotContain("nope", String.valueOf(server.url().getPort()));
            Reply limited = client.call("web_s429");
            assertThat(limited.text()).contains("\"category\":\"rate_limit\",\"outcome\":\"not_sent\"");
            assertThat(bed.calls())
                    .extracting(CallRecord::outcome, CallRecord::known)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(CallOutcome.FAILED, Outcome.SENT_OUTCOME_UNKNOWN),
                            org.assertj.core.groups.Tuple.tuple(CallOutcome.FAILED, Outcome.NOT_SENT));
        }
    }
}
