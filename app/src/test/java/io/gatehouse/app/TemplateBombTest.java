package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.ResourceTemplate;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server's URI template once stopped the whole process: one read held every connection for minutes.
class TemplateBombTest {
    @TempDir
    Path folder;

    @Test
    void readsOfALongUriHoldNobodyUp() throws Exception {
        KitServer bomb = KitServer.builder("bomb", "1")
                .template(ResourceTemplate.of("x://{+a}{+b}{+c}{+d}!", "bomb", "d", "text/plain", call -> List.of()))
                .build();
        try (Bed bed = new Bed(
                        folder,
                        "servers: {}\n",
                        ServerSettings.of("bomb", new Transport.InProcess(bomb)),
                        ServerSettings.of("good", new Transport.InProcess(new PlainServer())));
                HttpClient http = HttpClient.newHttpClient()) {
            bed.awaitReady("bomb");
            bed.awaitReady("good");
            try (WireClient client = bed.client()) {
                String uri = "\"uri\":\"x://" + "a".repeat(2_000) + "\"";
                URI health = bed.endpoint().resolve("/health");
                long began = System.nanoTime();
                for (int read = 0; read < 20; read++) {
                    assertThat(client.send("resources/read", uri).text()).contains("Resource not found");
                    assertThat(http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(200);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            }
        }
    }
}
