package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.http.ListenException;
import io.gatehouse.protocol.Revision;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.UpstreamState;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is wrong is refused with words that say what to do, the program stays up, and other callers notice nothing.
class BadInputTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path shared;

    private static Bed bed;
    private static WireClient other;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        bed = new Bed(
                shared,
                "limits: {body-bytes: 1MiB}\nservers: {off: {command: none, disabled: true}}\n",
                ServerSettings.of("shop", new Transport.InProcess(SampleShop.server())));
        other = bed.client();
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        bed.close();
    }

    @AfterEach
    void othersGoOn() {
        assertThat(other.call("shop_list_orders").result().path("isError").asBoolean(false))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.gatehouse.app.BadInputRow#all")
    void isRefused(BadInputRow row) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(row.path()))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        for (int index = 0; index < row.headers().size(); index += 2) {
            request.setHeader(row.headers().get(index), row.headers().get(index + 1));
        }
        HttpResponse<String> answer =
                HTTP.send(request.POST(BodyPublishers.ofByteArray(row.body())).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(row.status());
        for (String part : row.says()) {
            assertThat(answer.body()).contains(part);
        }
        JsonNode error = answer.body().isEmpty()
                ? null
                : new JsonMapper().readTree(answer.body()).get("error");
        assertThat(error == null || !error.isObject() ? 0 : error.path("code").asInt())
                .isEqualTo(row.code());
    }

    @Test
    void aForeignHostIsRefused() throws Exception {
        URI endpoint = bed.endpoint();
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: rebound.example\r\nContent-Type: application/json\r\n"
                                    + "Accept: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 403").contains("rebound.example");
        }
    }

    @Test
    void whatIsNoHttpIsAnsweredAndForgotten() throws Exception {
        URI endpoint = bed.endpoint();
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.getOutputStream().write("\u0016\u0003\u0001 hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aPortInUseIsNamedWithTheRemedy() throws Exception {
        Configuration configuration = Yaml.load(
                folder, "listen: {port: " + bed.endpoint().getPort() + "}\ndata: " + folder.resolve("data") + "\n");
        try (Gatehouse second = Gatehouse.local(configuration, call -> {})) {
            assertThatThrownBy(second::listen)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining(String.valueOf(bed.endpoint().getPort()))
                    .hasMessageContaining("in use");
        }
        Run run = Run.of("up", "--config", folder.resolve("gatehouse.yaml").toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(String.valueOf(bed.endpoint().getPort()), "in use");
    }

    /// A replica that drains still holds this port, long after its port for clients is free.
    @Test
    void aPortForReplicasThatIsInUseIsNamedWithTheReason() throws Exception {
        ReplicaPair pair = new ReplicaPair(folder);
        Path own = pair.folder(0);
        Path file =
                Files.writeString(own.resolve("gatehouse.yaml"), pair.sections(0) + "listen: {port: 0}\nservers: {}\n");
        try (ServerSocket taken = new ServerSocket(pair.port(0), 1, InetAddress.getByName("127.0.0.1"))) {
            Run run = Run.of("up", "--config", file.toString());
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err())
                    .contains(
                            "127.0.0.1:" + taken.getLocalPort(), "in use", "replicas.listen", "earlier process of this")
                    .doesNotContain("--port");
        }
    }

    @Test
    void anUnknownKeyOfTheConfigurationIsNamedWithItsPlaceAndTheNearest() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), "listen: {port: 0}\nservres: {}\n");
        Run run = Run.of("up", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("gatehouse.yaml:2", "servres", "servers");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnsetVariableIsNamedAndItsTextSentNowhere() throws Exception {
        Path file = Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "servers:\n  crm: {url: 'http://127.0.0.1:1/${GATEHOUSE_TEST_IS_NOT_SET}'}\n");
        Run run = Run.of("up", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("gatehouse.yaml:2", "GATEHOUSE_TEST_IS_NOT_SET");
    }

    /// Servers that are none are out, each with what is wrong and what to do; the one beside them works.
    @Test
    void whatIsNoServerIsOutWithTheRemedy() throws Exception {
        try (ServerSocket echo = echo()) {
            URI web = bed.endpoint().resolve("/health");
            try (Bed mixed = new Bed(
                            folder,
                            """
                            servers:
                              missing: {command: there-is-no-such-program}
                              exits: {command: sh, args: [-c, "echo no licence >&2; exit 3"]}
                              echoes: {command: cat, connect-timeout: 2s}
                              web: {url: %s, connect-timeout: 5s}
                              tcp: {url: "http://127.0.0.1:%d/", connect-timeout: 2s}
                              nowhere: {url: "http://gatehouse-test.invalid/"}
                            """.formatted(web, echo.getLocalPort()),
                            ServerSettings.of("good", new Transport.InProcess(new PlainServer())));
                    WireClient client = mixed.client("", Revision.R2025_11_25)) {
                assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
                for (String name : List.of("missing", "exits", "echoes", "web", "tcp", "nowhere")) {
                    Patience.until(
                            name + " is out", () -> out(mixed.server(name).state()));
                    UpstreamState state = mixed.server(name).state();
                    assertThat(state.problem()).as(name).contains(name);
                    assertThat(state.remedy()).as(name).isNotBlank();
                }
                assertThat(mixed.server("missing").state().problem()).contains("there-is-no-such-program");
                assertThat(mixed.server("exits").state().problem()).contains("no licence");
                assertThat(client.call("good_echo").said()).contains("\"name\":\"echo\"");
            }
        }
    }

    private static boolean out(UpstreamState state) {
        return state.phase() == ServerPhase.RETRYING || state.phase() == ServerPhase.FAILED;
    }

    /// Gives back what it is sent.
    private static ServerSocket echo() throws IOException {
        ServerSocket socket = new ServerSocket(0);
        Thread.ofVirtual().name("echo").start(() -> {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    Thread.ofVirtual().start(() -> {
                        try (connection) {
                            connection.getInputStream().transferTo(connection.getOutputStream());
                        } catch (IOException gone) {
                            // It has had enough.
                        }
                    });
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return socket;
    }
}
