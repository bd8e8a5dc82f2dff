package io.gatehouse.app;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// What a gateway says of what keeps its shared counts.
final class SharedCountsMetric {
    private SharedCountsMetric() {}

    /// Whether it can be reached.
    static boolean available(HttpClient http, Bed bed, String key) {
        HttpRequest request = HttpRequest.newBuilder(bed.endpoint().resolve("/metrics"))
                .header("x-api-key", key)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\ngatehouse_shared_counts_available 1.0\n");
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
