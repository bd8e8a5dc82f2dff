package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.ServerPhase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// One child for each door, because a call ends it.
    private Bed everyDoor(URI web, URI provider) throws Exception {
        Path script = Files.writeString(folder.resolve("child.py"), CHILD);
        StringBuilder yaml = new StringBuilder("defaults: {break-after: 0}\nservers:\n");
        for (FailingDoor door : FailingDoor.values()) {
            yaml.append("  ")
                    .append(door.child())
                    .append(": {command: python3, args: ['")
                    .append(script)
                    .append("'], env: {KEY: ")
                    .append(TOKEN)
                    .append("}}\n");
        }
        yaml.append("  web: {url: ")
                .append(web)
                .append(", headers: {X-Key: ")
                .append(TOKEN)
                .append("}}\n");
        yaml.append("models: {providers: {script: {url: '").append(provider).append("', key: k, retries: 0}}}\n");
        Bed bed = new Bed(folder, yaml.toString());
        for (FailingDoor door : FailingDoor.values()) {
            bed.awaitReady(door.child());
        }
        bed.awaitReady("web");
        return bed;
    }

    @Test
    void throughNoDoorAnybodyHearsWhatAServerWroteButEverybodyWhatBecameOfTheCall() throws Exception {
        try (RoughServer web = new RoughServer(false);
                ScriptedProvider provider = new ScriptedProvider(FailingDoor.script());
                Bed bed = everyDoor(web.url(), provider.address())) {
            for (FailingDoor door : FailingDoor.values()) {
                FailingDoor.Told crashed = door.call(bed, door.child(), "write");
                expectFailure(bed, door, crashed, door.child(), "downstream", Outcome.SENT_OUTCOME_UNKNOWN);
                assertThat(crashed.said())
                        .as(door.name())
                        .startsWith("Server " + door.child() + " disconnected before its answer was complete.")
                        .contains("Do not simply repeat it");
                assertThat(FailingDoor.record(bed, crashed).problem())
                        .contains("exited with code 3", "FATAL postgres://admin:***@db.internal/crm key=***")
                        .doesNotContain(TOKEN, "not-a-password");

                FailingDoor.Told broken = door.call(bed, "web", "s500");
                expectFailure(bed, door, broken, "web", "downstream", Outcome.SENT_OUTCOME_UNKNOWN);
                assertThat(broken.said()).as(door.name()).startsWith("Server web answered with HTTP 500.");
                assertThat(FailingDoor.record(bed, broken).problem())
                        .contains("nope")
                        .doesNotContain("not-a-password");

                FailingDoor.Told limited = door.call(bed, "web", "s429");
                expectFailure(bed, door, limited, "web", "rate_limit", Outcome.NOT_SENT);
            }
            // What the model said again is what it was told, and so is what its provider got.
            assertThat(provider.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.json().toString())
                            .doesNotContain("FATAL", "postgres", "db.internal", "nope", TOKEN));
        }
    }

    private static void expectFailure(
            Bed bed, FailingDoor door, FailingDoor.Told told, String server, String category, Outcome outcome) {
        assertThat(told.error()).as(told.text()).isTrue();
        CallRecord call = FailingDoor.record(bed, told);
        assertThat(told.text())
                .as(door.name())
                .doesNotContain(
                        "FATAL", "postgres", "db.internal", "nope", TOKEN, "python3", "exited", "127.0.0.1", "headers");
        assertThat(call.known()).as(door.name()).isEqualTo(outcome);
        if (door.forPrograms()) {
            assertThat(told.failure().path("category").asString(""))
                    .as(told.text())
                    .isEqualTo(category);
            assertThat(told.failure().path("outcome").asString("")).isEqualTo(outcome.label());
            assertThat(told.failure().path("server").asString("")).isEqualTo(server);
            assertThat(told.failure().path("requestId").asString("")).isEqualTo(call.requestId());
        }
    }

    @Test
    void whatAChildWroteIsInItsLogForOperatorsWithSecretsHidden() throws Exception {
        try (Bed bed = child("");
                WireClient client = bed.client()) {
            client.call("crm_write");
            List<ServerLog.Line> lines = bed.server("crm").log().after(0);
            assertThat(lines)
                    .anyMatch(line -> line.origin() == ServerLog.Origin.STDERR
                            && line.text().equals("FATAL postgres://admin:***@db.internal/crm key=***"));
            Patience.until("it is out", () -> bed.server("crm").state().phase() == ServerPhase.RETRYING);
            assertThat(bed.server("crm").state().problem()).contains("FATAL").doesNotContain(TOKEN);
            Reply out = client.call("crm_write");
            assertThat(out.text()).contains("\"outcome\":\"not_sent\"").doesNotContain("FATAL", TOKEN);
        }
    }

    @Test
    void aServerThatIsOutSaysWhenToTryAgainInAHeaderToo() throws Exception {
        try (RoughServer web = new RoughServer(true);
                Bed bed = new Bed(folder, "servers:\n  web: {url: " + web.url() + "}\n")) {
            bed.awaitReady("web");
            web.close();
            String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"web_echo\"}}";
            post(bed, "/mcp", call, null);
            Patience.until("it is out", () -> bed.server("web").state().nextTry() != null);
            HttpResponse<String> out = post(bed, "/mcp", call, null);
            assertThat(out.statusCode()).isEqualTo(200);
            assertThat(out.headers().firstValue("Retry-After")).isPresent();
            assertThat(out.body())
                    .contains("\"isError\":true", "\"outcome\":\"not_sent\"", "\"retryAfterMs\":", "Try again in ")
                    .doesNotContain("127.0.0.1", String.valueOf(web.url().getPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/nothing", "/sse/nothing"})
    void onlyOperatorsHearWhichToolsetsThereAre(String path) throws Exception {
        String caller = KeyMaker.make();
        String operator = KeyMaker.make();
        String yaml = "servers: {secret-crm: {command: none}}\nauth: {keys: [%s, %s]}\n"
                .formatted(line("caller", caller), line("boss", operator).replace("}", ", operator: true}"));
        try (Bed bed = new Bed(folder, yaml)) {
            String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
            HttpResponse<String> told = post(bed, path, ping, caller);
            assertThat(told.statusCode()).isEqualTo(404);
            assertThat(told.body())
                    .contains("There is no toolset", "nothing", "Ask its operator", "\"io.gatehouse/failure\"")
                    .doesNotContain("secret-crm");
            assertThat(post(bed, path, ping, operator).body()).contains("There is no toolset", "secret-crm");
            assertThat(post(bed, path, ping, "none").body())
                    .contains("\"category\":\"access\"")
                    .doesNotContain("secret-crm");
        }
    }

    private static String line(String name, String key) {
        return KeyMaker.line(name, key).strip().replaceFirst("^- ", "");
    }

    private static HttpResponse<String> post(Bed bed, String path, String body, @Nullable String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("x-api-key", key);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void onlyWhatReadsOrDoesNoHarmTwiceMayBeRepeated() throws Exception {
        try (Bed bed = child("");
                WireClient client = bed.client()) {
            assertThat(client.call("crm_look").said()).contains("repeating it does no harm");
            assertThat(saidOnceBack(client, "crm_put")).contains("repeating it does no harm");
        }
    }

    @Test
    void theOperatorsWordOnEffectsCountsBeforeThatOfTheServer() throws Exception {
        try (Bed bed = child(", trust-annotations: false, tools: {'w*': {effects: read}, put: {effects: send}}");
                WireClient client = bed.client()) {
            assertThat(client.call("crm_look").said()).contains("Do not simply repeat it");
            assertThat(saidOnceBack(client, "crm_write")).contains("repeating it does no harm");
        }
    }

    /// What is said of a call once the program runs again. Its state does not tell: it counts as ready until its end is
    /// noticed.
    private static String saidOnceBack(WireClient client, String tool) {
        AtomicReference<String> said = new AtomicReference<>("");
        Patience.until("it is back", () -> {
            said.set(client.call(tool).said());
            return !said.get().contains("is not available");
        });
        return said.get();
    }
}
