package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.UnsupportedFeatures;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths that clients write by mistake or on purpose: no token of an MCP server reaches the provider by them, and with
/// keys nothing of the provider's account reaches a caller.
class WrongPathsTest {
    private static final String SERVERS =
            "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"a\",\"url\":\"https://a\",\"authorization_token\":\"secret\"}]";

    private static FaultyProvider provider() throws Exception {
        return new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 200, "", "{}"));
    }

    private static DoorBed bed(FaultyProvider provider) {
        return new DoorBed()
                .provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                .fallback("direct");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/v1/messages, /v1/messages",
        "/v1/v1/v1/messages, /v1/messages",
        "/v1/messages/v1/messages?beta=true, /v1/messages?beta=true",
        "/v1/v1/messages/count_tokens, /v1/messages/count_tokens",
        "/v1/v1/files, /v1/files"
    })
    void aBaseUrlThatEndsInTheVersionIsUnderstood(String path, String asked) throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider).open()) {
            assertThat(bed.post(path, DoorBed.message("hi", false)).statusCode())
                    .isEqualTo(200);
            assertThat(provider.heads.getFirst()).startsWith("POST " + asked + " HTTP/1.1\r\n");
        }
    }

    @Test
    void serversNamedUnderABaseUrlThatEndsInTheVersionAreExecutedHere() throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider).open()) {
            String body = DoorBed.message("hi", false).replace("{\"model\"", "{" + SERVERS + ", \"model\"");
            HttpResponse<String> answer = bed.send(bed.request("/v1/v1/messages")
                    .header("anthropic-beta", "mcp-client-2025-04-04")
                    .POST(BodyPublishers.ofString(body)));
            assertThat(answer.body()).contains("mcp_servers: there are none here");
            assertThat(provider.requests).hasValue(0);
            assertThat(bed.send(bed.request("/v1/api/hello").method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/agents",
                "/v1/sessions",
                "/v1/sessions/s_1",
                "/v1/files",
                "/v1/v1/agents",
                "/v1/messages/batches/b_1/cancel",
                "/v1/whatever/comes/later"
            })
    void noServersTokenGoesToTheProviderByAPathThatIsNotReadHere(String path) throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider).open()) {
            for (String body : new String[] {
                "{" + SERVERS + "}",
                "{\"agent\":{\"type\":\"agent_with_overrides\"," + SERVERS + "}}",
                "[{" + SERVERS.replace("mcp_s", "mcp\\u005fs") + "}]",
                "{} {" + SERVERS + "}",
                "\uFEFF{" + SERVERS + "}",
                "{" + SERVERS + ", // a comment\n \"a\": 1}"
            }) {
                HttpResponse<String> answer = bed.post(path, body);
                assertThat(answer.statusCode()).as(body).isEqualTo(400);
                assertThat(answer.body())
                        .containsAnyOf("/v1/messages", "not valid JSON")
                        .doesNotContain("secret");
            }
            assertThat(provider.requests).hasValue(0);
            assertThat(bed.post(path, "{\"mcp_servers\":[],\"name\":\"mcp_servers\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void noServersTokenGoesToTheProviderInTheBodyOfAQuestion() throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider).open()) {
            HttpResponse<String> answer =
                    bed.send(bed.request("/v1/models").method("GET", BodyPublishers.ofString("{" + SERVERS + "}")));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(provider.requests).hasValue(0);
        }
    }

    @Test
    void aBatchThatNamesServersAtItsTopStaysHere() throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider).open()) {
            HttpResponse<String> answer = bed.post("/v1/messages/batches", "{\"requests\":[]," + SERVERS + "}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("Send such requests to /v1/messages");
            assertThat(provider.requests).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/..;/x",
                "/v1/..%3B/x",
                "/v1/%2e%2e/x",
                "/v1/%252e%252e/x",
                "/v1/%25252525252525252e%252e/x",
                "/v1/files/%2e%2e%2f%2e%2e/x",
                "/v1/files%5c..%5cx",
                "/v1/%2566iles",
                "/v1/files;a=b",
                "/v1//files",
                "/v1/files/",
                "/v1/files%00",
                "/v1/models/..;/files",
                "/v1/models/%2e%2e/files",
                "/v1/models/..%2ffiles",
                "/v1/models/%252e%252e%252ffiles"
            })
    void noPathLeadsElsewhereAtTheProvider(String path) throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider).key("ci", "gate-key", "files").open()) {
            HttpResponse<String> answer = bed.send(
                    bed.request(path).setHeader("x-api-key", "gate-key").GET());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("write it /");
            assertThat(provider.requests).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/v1", "/v1/messages", "/v1/messages/", "/v1/"})
    void theUrlOfAProviderMayEndInThePathOfTheApi(String path) throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = new DoorBed()
                        .provider("direct", provider.port(), "/proxy" + path.replace("/v1/v1", "/v1"))
                        .fallback("direct")
                        .open()) {
            bed.post("/v1/messages", DoorBed.message("hi", false));
            bed.send(bed.request("/v1/models").GET());
            assertThat(provider.heads.getFirst()).startsWith("POST /proxy/v1/messages HTTP/1.1\r\n");
            assertThat(provider.heads.getLast()).startsWith("GET /proxy/v1/models HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/files",
        "GET, /v1/files/file_1/content",
        "POST, /v1/messages/batches",
        "GET, /v1/messages/batches/b_1/results",
        "GET, /v1/organizations/users",
        "GET, /v1/skills",
        "POST, /v1/agents",
        "DELETE, /v1/files/file_1",
        "GET, /v1"
    })
    void aKeyOpensNothingOfTheProvidersAccount(String method, String path) throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = bed(provider)
                        .key("ci", "gate-key", "vaults")
                        .key("admin", "all-key", "all")
                        .open()) {
            HttpResponse<String> answer = bed.send(
                    bed.request(path).setHeader("x-api-key", "gate-key").method(method, BodyPublishers.ofString("{}")));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("permission_error", "Ask the operator");
            assertThat(provider.requests).hasValue(0);
            assertThat(bed.send(bed.request(path)
                                    .setHeader("x-api-key", "all-key")
                                    .method(method, BodyPublishers.ofString("{}")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aKeyOpensMessagesAndModelsAndWhatItNames() throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed =
                        bed(provider).key("ci", "gate-key", "files", "batches").open()) {
            for (String path :
                    new String[] {"/v1/models", "/v1/models/a", "/v1/files?limit=1", "/v1/messages/batches"}) {
                assertThat(bed.send(bed.request(path)
                                        .setHeader("x-api-key", "gate-key")
                                        .GET())
                                .statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            for (String path : new String[] {"/v1/messages", "/v1/messages/count_tokens"}) {
                assertThat(bed.send(bed.request(path)
                                        .setHeader("x-api-key", "gate-key")
                                        .POST(BodyPublishers.ofString(DoorBed.message("hi", false))))
                                .statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aCallersOwnKeyOpensItsOwnAccountAndNotTheGateways() throws Exception {
        try (FaultyProvider provider = provider();
                DoorBed bed = new DoorBed()
                        .provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, true)
                        .key("ci", "gate-key")
                        .open()) {
            assertThat(bed.send(bed.request("/v1/files")
                                    .setHeader("x-api-key", "sk-own")
                                    .header("authorization", "Bearer gate-key")
                                    .GET())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(provider.heads.getFirst()).contains("sk-own").doesNotContain(DoorBed.PROVIDER_KEY);
            assertThat(bed.send(bed.request("/v1/files")
                                    .setHeader("x-api-key", "gate-key")
                                    .GET())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(provider.requests).hasValue(1);
        }
    }
}
