package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What an older server asks outside any call: it goes to the session whose own connection it comes on.
class SessionQuestionsTest {
    private static final String CHANGED = "notifications/roots/list_changed";

    private static FixtureServer http;
    private static Bed bed;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        http = new FixtureServer(new RootsServer(), 0, Era.LEGACY);
        List<String> command = Javas.command(RootsServer.class);
        bed = new Bed(folder, """
                servers:
                  stdio: {command: %s, args: %s}
                  http: {url: "%s"}
                """.formatted(
                        Json.quote(command.getFirst()),
                        command.stream().skip(1).map(Json::quote).toList(),
                        http.endpoint()));
        List.of("stdio", "http").forEach(bed::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
    }

    /// A client whose connection to the server is open.
    private static WireClientHttp client(String server) {
        WireClientHttp client = (WireClientHttp)
                WireClient.connect(bed.endpoint(), server, Revision.R2025_11_25, "{\"roots\":{\"listChanged\":true}}");
        assertThat(call(client, server, "roots")).isEqualTo(RootsServer.NONE);
        return client;
    }

    private static String call(WireClient client, String server, String tool) {
        return client.call(server + "_" + tool).said();
    }

    private static void rootsChange(WireClient client) {
        client.post("{\"jsonrpc\":\"2.0\",\"method\":\"" + CHANGED + "\"}", CHANGED, null, null);
    }

    private static String question(WireClient client) {
        return client.awaitHeard("the question", message -> message.contains("\"method\":\"roots/list\""));
    }

    private static void answer(WireClient client, String question, String root) {
        JsonNode id = new Reply(0, question).json().path("id");
        String roots = "{\"roots\":[{\"uri\":" + Json.quote(root) + "}]}";
        client.post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + roots + "}", "response", null, null);
    }

    private static void awaitAtServer(WireClient client, String server, String root) {
        Patience.until(
                "the answer has come to the server",
                () -> call(client, server, "roots").contains(root));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdio", "http"})
    void itComesOnTheStreamOfThatSessionAlone(String server) {
        try (WireClientHttp one = client(server);
                WireClientHttp other = client(server)) {
            one.openStream();
            other.openStream();
            rootsChange(one);
            answer(one, question(one), "file:///one");
            awaitAtServer(one, server, "file:///one");
            assertThat(other.heard()).isEmpty();
            assertThat(call(other, server, "roots")).isEqualTo(RootsServer.NONE);

            rootsChange(other);
            answer(other, question(other), "file:///other");
            awaitAtServer(other, server, "file:///other");
            assertThat(one.heard()).hasSize(1);
            assertThat(call(one, server, "roots")).contains("file:///one");
        }
    }

    /// A call that runs alone is not taken for the one that the server asks for, as it is with other questions.
    @ParameterizedTest
    @ValueSource(strings = {"stdio", "http"})
    void withoutSuchAStreamItComesOnThatOfACallAndOutlivesTheCall(String server) {
        try (WireClientHttp client = client(server)) {
            Running held = client.start(server + "_hold", "");
            Patience.until(
                    "the call has come to the server",
                    () -> call(client, server, "holding").equals("true"));
            rootsChange(client);
            String question = question(client);
            assertThat(call(client, server, "release")).isEqualTo("done");
            assertThat(held.reply().said()).isEqualTo("released");
            assertThat(client.heard()).as("the question is not withdrawn").containsExactly(question);
            answer(client, question, "file:///one");
            awaitAtServer(client, server, "file:///one");
        }
    }
}
