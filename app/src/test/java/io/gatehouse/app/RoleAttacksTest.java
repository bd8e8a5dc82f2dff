package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Callers who try to do more than their roles allow.
class RoleAttacksTest {
    private static final String ONE = KeyMaker.hash("key-of-one");
    private static final String TWO = KeyMaker.hash("key-of-two");

    @TempDir
    Path folder;

    private FixtureServer server;
    private ScriptedProvider provider;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
        provider = new ScriptedProvider("{models: [cheap, dear], turns: [{say: done}]}");
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        provider.close();
        server.close();
    }

    private String file(String auth, String roles) {
        return """
                auth: {%s}
                servers:
                  plain: {url: "%s", tools: {echo: {effects: read}, ask: {effects: destroy}}}
                toolsets:
                  fixed: {servers: {plain: {tools: {echo: {arguments: {key: acme}}}}}}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                roles: {%s}
                """.formatted(auth, server.endpoint(), provider.address(), roles);
    }

    private static String keys() {
        return "keys: [{name: one, sha256: " + ONE + "}, {name: two, sha256: " + TWO + "}]";
    }

    private void change(Bed bed, String roles) throws Exception {
        String whole = "listen: {port: 0}\ndata: " + folder.resolve("data") + "\n" + file(keys(), roles);
        bed.gatehouse().apply(Yaml.load(folder, whole));
    }

    private HttpResponse<String> send(Bed bed, String path, String key, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(path))
                .header("anthropic-version", "2023-06-01")
                .header("Content-Type", "application/json");
        if (!key.isEmpty()) {
            request.header("x-api-key", key);
        }
        return http.send(
                (body.isEmpty() ? request.GET() : request.POST(HttpRequest.BodyPublishers.ofString(body))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /// A provider may fall back to another model, or use one for a tool of its own; nobody knows which of two it takes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model\":\"dear\"",
                "\"model\":\"cheap\",\"fallbacks\":[{\"model\":\"dear\"}]",
                "\"model\":\"cheap\",\"tools\":[{\"type\":\"advisor_20260301\",\"name\":\"advisor\",\"model\":\"dear\"}]",
                "\"Model\":\"dear\",\"model\":\"cheap\"",
                "\"model\":\"dear\",\"model\":\"cheap\""
            })
    void everyModelThatARequestNamesMustBeAllowed(String models) throws Exception {
        try (Bed bed = new Bed(folder, file(keys(), "r: {keys: one, models: cheap}"))) {
            String rest = ",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
            assertThat(send(bed, "/v1/messages", "key-of-one", "{" + models + rest)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(provider.requests()).isEmpty();
            HttpResponse<String> allowed = send(bed, "/v1/messages", "key-of-one", "{\"model\":\"cheap\"" + rest);
            assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(200);
        }
    }

    /// Without keys and roles everybody may use it; a role is not meant to open it.
    @Test
    void whoShowsNoKeyDoesNotReachTheProvidersAccount() throws Exception {
        try (Bed bed = new Bed(folder, file("anonymous: r", "r: {models: cheap}"))) {
            assertThat(send(bed, "/v1/files", "", "").statusCode()).isEqualTo(403);
            assertThat(send(bed, "/v1/messages/batches", "", "{\"requests\":[]}")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(provider.requests()).isEmpty();
        }
    }

    /// Servers in Go do not tell spellings apart that differ in case.
    @Test
    void anArgumentThatIsFixedIsNotSetByAnotherSpelling() throws Exception {
        try (Bed bed = new Bed(folder, file(keys(), "r: {keys: one, toolsets: fixed}"))) {
            bed.awaitReady("plain");
            try (WireClient client =
                    WireClient.connect(bed.endpoint(), "fixed", Revision.R2025_11_25, "{}", "key-of-one")) {
                Reply reply = client.send(
                        "tools/call",
                        "\"name\":\"plain_echo\",\"arguments\":{\"Key\":\"evil\",\"KEY\":\"evil\",\"other\":1}");
                assertThat(reply.said()).contains("acme", "other").doesNotContain("evil");
            }
        }
    }

    /// What changes for one caller is none of the others' business.
    @Test
    void whoseRolesStayHearsOfChangesAsBefore() throws Exception {
        String stays = "r: {keys: one, servers: plain}";
        try (Bed bed = new Bed(folder, file(keys(), stays + ", other: {keys: two, servers: plain}"))) {
            bed.awaitReady("plain");
            try (WireClientHttp one = listening(bed, "key-of-one");
                    WireClientHttp two = listening(bed, "key-of-two")) {
                change(bed, stays + ", other: {keys: two, servers: plain, scopes: \"plain:write\"}");
                two.awaitHeard("the narrower list", message -> message.contains("tools/list_changed"));
                assertThat(one.heard()).noneMatch(message -> message.contains("list_changed"));
                assertThat(one.call("plain_change", "tools").status()).isEqualTo(200);
                one.awaitHeard("the change", message -> message.contains("tools/list_changed"));
            }
        }
    }

    private static WireClientHttp listening(Bed bed, String key) {
        WireClientHttp client =
                (WireClientHttp) WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", key);
        client.openStream();
        return client;
    }

    @Test
    void aCallThatWaitsForAnswersIsDecidedAgain() throws Exception {
        String wide = "r: {keys: one, servers: plain}";
        try (Bed bed = new Bed(folder, file(keys(), wide))) {
            bed.awaitReady("plain");
            try (WireClient client = WireClient.connect(
                    bed.endpoint(), "", Revision.NEWEST, "{\"elicitation\":{\"form\":{}}}", "key-of-one")) {
                String ask = "\"name\":\"plain_ask\",\"arguments\":{\"key\":\"elicitation/create\"}";
                JsonNode asked = client.send("tools/call", ask).result();
                String key =
                        asked.path("inputRequests").propertyNames().iterator().next();
                change(bed, "r: {keys: one, servers: plain, scopes: \"plain:read\"}");
                Reply again = client.send(
                        "tools/call",
                        ask + ",\"inputResponses\":{" + Json.quote(key)
                                + ":{\"action\":\"accept\",\"content\":{\"n\":1}}},\"requestState\":"
                                + asked.path("requestState"));
                assertThat(again.text()).contains("This needs the scope plain:destroy");
            }
        }
    }

    /// A view for each set of roles would be made anew with each change of a list, wanted or not.
    @Test
    void aChangedListIsSeenByEveryRole() throws Exception {
        try (Bed bed =
                new Bed(folder, file(keys(), "a: {keys: one, servers: plain}, b: {keys: two, servers: plain}"))) {
            bed.awaitReady("plain");
            for (int round = 0; round < 3; round++) {
                String key = round == 1 ? "key-of-two" : "key-of-one";
                try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", key)) {
                    int before =
                            client.send("tools/list", "").result().path("tools").size();
                    client.call("plain_change", "more" + round);
                    Patience.until(
                            "the list is longer",
                            () -> client.send("tools/list", "")
                                            .result()
                                            .path("tools")
                                            .size()
                                    > before);
                }
            }
        }
    }
}
