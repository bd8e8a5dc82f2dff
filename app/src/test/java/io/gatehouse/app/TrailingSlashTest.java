package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// People write addresses with and without a slash at the end; both lead to the same toolset.
class TrailingSlashTest {
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

    @TempDir
    static Path folder;

    private static TestGateway gateway;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.startSample(folder);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.shutdownNow();
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"/mcp, 200", "/mcp/, 200", "/mcp/shop, 200", "/mcp/shop/, 200", "/mcp/shop//, 404", "/mcp//, 404"})
    void overStreamableHttp(String path, int status) throws Exception {
        assertThat(post(path, INITIALIZE)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sse", "/sse/", "/sse/shop", "/sse/shop/"})
    void overEventStreams(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.address(path))
                .header("Accept", "text/event-stream")
                .build();
        try (InputStream stream =
                        http.send(request, BodyHandlers.ofInputStream()).body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.startsWith("data:")) {
                line = lines.readLine();
            }
            assertThat(post(line.substring(5).strip(), INITIALIZE)).isEqualTo(202);
        }
    }

    private static int post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.address(path))
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
