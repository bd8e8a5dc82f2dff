package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who yields when many calls are in progress.
class OverloadTest {
    @TempDir
    Path folder;

    private static HttpResponse<InputStream> ask(HttpClient http, Bed bed, String key) {
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                .header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"small\",\"max_tokens\":9,\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"stall\"}]}"))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static boolean calls(Bed bed, String key) {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", key)) {
            return !client.call("plain_echo", "one").toolError();
        }
    }

    @Test
    void bulkCallersYieldAndNobodyPassesTheBound() throws Exception {
        try (FixtureServer server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
                ScriptedProvider provider =
                        new ScriptedProvider("models: [small]\nturns: [{stall-after: 2, say: This does not end.}]\n");
                HttpClient http = HttpClient.newHttpClient();
                Bed bed = new Bed(folder, """
                        auth:
                          keys:
                            - {name: nightly, sha256: %s, priority: bulk}
                            - {name: batch, sha256: %s}
                            - {name: person, sha256: %s}
                        roles:
                          all: {keys: "*", servers: "*", models: "*"}
                          low: {keys: batch, priority: bulk}
                        servers:
                          plain: {url: "%s"}
                        models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                        usage: {in-flight: 2, bulk-percent: 50}
                        """.formatted(
                                KeyMaker.hash("key-of-nightly"),
                                KeyMaker.hash("key-of-batch"),
                                KeyMaker.hash("key-of-person"),
                                server.endpoint(),
                                provider.address()))) {
            bed.awaitReady("plain");
            assertThat(calls(bed, "key-of-batch")).isTrue();
            HttpResponse<InputStream> first = ask(http, bed, "key-of-nightly");
            assertThat(first.statusCode()).isEqualTo(200);
            HttpResponse<InputStream> refused = ask(http, bed, "key-of-batch");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            "The gateway has too many calls in progress, so nothing was sent. Try again in 1 second.");
            assertThat(calls(bed, "key-of-nightly")).isFalse();
            assertThat(calls(bed, "key-of-person")).isTrue();
            HttpResponse<InputStream> second = ask(http, bed, "key-of-person");
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(calls(bed, "key-of-person")).isFalse();
            first.body().close();
            second.body().close();
            Patience.until("there is room again", () -> calls(bed, "key-of-batch"));
        }
    }
}
