package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A caller of the admin API of a gateway, who looks whether every answer is as the document of the API says.
///
/// @param root of the API
/// @param documented what the document says
/// @param key that it shows; empty for none
record AdminClient(HttpClient client, URI root, DocumentedAnswers documented, String key) implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    /// A caller with a key.
    static AdminClient of(Gatehouse gatehouse, String key) {
        int port = Objects.requireNonNull(gatehouse.adminListener()).port();
        URI root = URI.create("http://127.0.0.1:" + port + "/admin/v1");
        HttpClient client = HttpClient.newHttpClient();
        try {
            String document = client.send(
                            HttpRequest.newBuilder(URI.create(root + "/openapi.json"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return new AdminClient(client, root, new DocumentedAnswers(MAPPER.readTree(document)), key);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// An answer.
    record Reply(int status, JsonNode json, HttpResponse<String> http) {
        /// The JSON of an answer with this status.
        JsonNode with(int wanted) {
            assertThat(status).as(json.toString()).isEqualTo(wanted);
            return json;
        }

        /// What is told of a request that was refused with this status.
        String refused(int wanted) {
            assertThat(http.headers().firstValue("Content-Type")).contains("application/problem+json");
            JsonNode problem = with(wanted);
            assertThat(problem.path("status").asInt()).isEqualTo(wanted);
            assertThat(problem.path("requestId").asString()).startsWith("req_");
            return problem.path("detail").asString();
        }
    }

    /// The same with another key.
    AdminClient as(String other) {
        return new AdminClient(client, root, documented, other);
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Reply post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            JsonNode json = answer.body().isEmpty() ? MAPPER.nullNode() : MAPPER.readTree(answer.body());
            documented.check(
                    answer.request().method(),
                    answer.uri().getPath(),
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body());
            return new Reply(answer.statusCode(), json, answer);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
