package io.gatehouse.doors.mcp.stdio;

import static io.gatehouse.doors.mcp.stdio.LineClient.modern;
import static io.gatehouse.doors.mcp.stdio.LineClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The same server as a real child process.
class StdioProcessTest {

    @Test
    void servesBothErasAndExitsWithItsInput() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShopProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            LineClient client = new LineClient(process.getOutputStream(), process.getInputStream());

            assertThat(client.ask(modern(1, "server/discover", ""))
                            .at("/result/supportedVersions/0")
                            .asString())
                    .isEqualTo("2026-07-28");
            assertThat(client.initialize("2025-11-25", "{}")
                            .at("/result/serverInfo/name")
                            .asString())
                    .isEqualTo("gatehouse-sample-shop");
            assertThat(client.ask(request(2, "tools/call", "{\"name\":\"get_order\",\"arguments\":{\"id\":\"10042\"}}"))
                            .at("/result/structuredContent/customer")
                            .asString())
                    .isEqualTo("Grace Murray");

            client.close();
            assertThat(client.ended()).isTrue();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
