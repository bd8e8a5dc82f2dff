package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.CommandFailure;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLineFormat;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.app.observe.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where the log is JSON, all of stderr is: a line an event, with time, level and event, whoever wrote it.
class OneLogFormatTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void changesOfServersAreOneLineEachAndTheStartIsSummedUp() throws Exception {
        Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "servers: {gone: {command: no-such-program}, other: {url: 'http://127.0.0.1:1/mcp'}}");
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            JsonNode start = MAPPER.readTree(up.err(line -> line.contains("\"event\":\"start\"")));
            assertThat(start.get("message").asString())
                    .startsWith("Gatehouse " + Version.text() + " is listening at http://127.0.0.1:")
                    .endsWith("; 0 of 2 servers are up; down: gone, other.");
            assertThat(start.get("up").isInt()).isTrue();
            assertThat(start.get("servers").asInt()).isEqualTo(2);
            String endpoint = MAPPER.readTree(up.out(line -> line.contains("endpoint")))
                    .get("endpoint")
                    .asString();
            try (Socket nonsense =
                    new Socket("127.0.0.1", java.net.URI.create(endpoint).getPort())) {
                nonsense.getOutputStream().write("NO SUCH THING\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                nonsense.getInputStream().readAllBytes();
            }
            up.signal("TERM");
            assertThat(up.exitCode()).isZero();
            assertThat(up.allErr())
                    .as("a default that the system does not allow is no warning")
                    .noneMatch(line -> line.contains("\"event\":\"limits\"") && line.contains("\"level\":\"warn\""));
            assertThat(up.allErr()).allSatisfy(OneLogFormatTest::isALine);
            assertThat(up.allErr().stream().filter(line -> line.contains("\"server\":\"gone\"")))
                    .singleElement()
                    .asString()
                    .contains("\"level\":\"warn\"", "\"state\":\"retrying\"", "no-such-program");
        }
    }

    @Test
    void whatKeepsItFromStartingIsALineTooAndNeverAStackTrace() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        List<String> broken = List.of("--port", "80000");
        assertThat(refused(ExitCode.USAGE, broken)).contains("80000");
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(refused(
                            ExitCode.FAILED,
                            List.of(
                                    "--host",
                                    "127.0.0.1",
                                    "--port",
                                    port,
                                    "--data",
                                    folder.resolve("d").toString())))
                    .contains(port, "in use");
        }
        assertThat(refused(
                        ExitCode.FAILED,
                        List.of(
                                "--port",
                                "0",
                                "--data",
                                folder.resolve("file/x").toString())))
                .contains("--data");
        assertThat(refused(
                        ExitCode.CONFIGURATION,
                        List.of("--config", folder.resolve("none.yaml").toString())))
                .contains("none.yaml");
        Files.writeString(folder.resolve("tls.yaml"), "listen: {tls: {certificate: file, key: file}}\nservers: {}\n");
        assertThat(refused(
                        ExitCode.FAILED,
                        List.of(
                                "--port",
                                "0",
                                "--config",
                                folder.resolve("tls.yaml").toString())))
                .contains("file");
    }

    @Test
    void fullAndForbiddenFoldersAreNamedWithARemedy() {
        assertThat(Failures.ofFiles(new AccessDeniedException("/data")))
                .isEqualTo("There is no permission for /data. Give this user the right to read and write there, or"
                        + " choose another folder with --data.");
        assertThat(Failures.ofFiles(new FileSystemException("/data/keys", null, "No space left on device")))
                .isEqualTo("The disk that holds /data/keys is full. Make room, or choose another folder with --data.");
        assertThat(Failures.ofFiles(new FileSystemException("/data", null, "Read-only file system")))
                .isEqualTo("/data is on a read-only file system. Choose another folder with --data.");
        assertThat(Failures.ofFiles(new IOException("No space left on device"))).startsWith("The disk is full.");
    }

    @Test
    void aTraceOfAFaultOfOursStaysWithinItsLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CallLog log = new CallLog(out, CallLineFormat.JSON, LogLevel.INFO, true)) {
            CommandFailure.of(new IllegalStateException("broken\nhere")).log(log);
        }
        JsonNode line = MAPPER.readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(line.get("level").asString()).isEqualTo("error");
        assertThat(line.get("trace").asString()).contains("OneLogFormatTest");
        assertThat(line.get("message").asString()).contains("IllegalStateException: broken here");
    }

    private static String refused(int code, List<String> arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("up"));
        all.addAll(arguments);
        Run run = Run.of(all.toArray(String[]::new));
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err().lines()).isNotEmpty().allSatisfy(OneLogFormatTest::isALine);
        assertThat(run.err()).contains("\"level\":\"error\"").doesNotContain("\"trace\"", "Exception");
        return run.err();
    }

    private static void isALine(String line) {
        JsonNode json = MAPPER.readTree(line);
        assertThat(json.get("time").asString()).endsWith("Z");
        assertThat(json.get("level").asString()).isIn("debug", "info", "warn", "error");
        assertThat(json.get("event").asString()).isNotEmpty();
    }
}
