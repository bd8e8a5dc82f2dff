package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.http.PemFiles;
import io.gatehouse.protocol.Json;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands of the same user reach a gateway that shows a certificate which no authority signed that this machine
/// knows, under a name that is not its address, and asks everybody for a key. The certificate is renewed meanwhile.
class CommandsOverTlsTest {
    @TempDir
    static Path folder;

    private static GatehouseProcess up;
    private static TestAuthority authority;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(folder, "authority");
        PemFiles shown = authority.issue("gateway", "dns:gateway.example");
        List<String> command = PlainServer.command(Era.BOTH);
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                listen: {port: 0, tls: {certificate: %s, key: %s}}
                auth: {keys: [%s]}
                servers:
                  plain: {command: %s, args: %s}
                """.formatted(
                shown.certificate(),
                shown.key(),
                KeyMaker.line("ci", KeyMaker.make()).substring(2),
                Json.quote(command.getFirst()),
                command.subList(1, command.size()).stream().map(Json::quote).toList()));
        up = new GatehouseProcess(folder, "up");
        assertThat(up.out(line -> line.startsWith("Gatehouse listens at "))).contains("https://127.0.0.1:");
        X509Certificate before = shownNow();
        PemFiles renewed = authority.issue("renewed", "dns:gateway.example");
        Files.copy(renewed.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(up.err(line -> line.contains("The certificate from before stays in use.")))
                .contains("\"error\"", "the key is not that of the certificate");
        assertThat(shownNow()).isEqualTo(before);
        assertThat(run("servers")).contains("plain");
        Files.copy(renewed.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
        up.err(line -> line.contains("The renewed certificate under listen.tls is in use"));
        assertThat(shownNow().getSubjectX500Principal().getName()).isEqualTo("CN=renewed");
    }

    private static X509Certificate shownNow() throws Exception {
        String line = up.out(each -> each.startsWith("Gatehouse listens at "));
        URI endpoint = URI.create(line.substring(line.lastIndexOf(' ') + 1));
        TrustManager anyone = new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {anyone}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(endpoint.getHost(), endpoint.getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @AfterAll
    static void stop() {
        up.close();
    }

    private static String run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--config", folder.resolve("gatehouse.yaml").toString()));
        Run run = Run.of(all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run.out();
    }

    /// What was called is in the log of the gateway that runs: the command started no server of its own.
    private static void logged(String what) {
        assertThat(up.err(line -> line.contains("\"event\":\"call\"") && line.contains(what)))
                .contains("\"caller\":\"local-commands\"");
    }

    @Test
    void servers() {
        assertThat(run("servers")).contains("plain", "ready", "stdio");
    }

    @Test
    void toolsAndCalls() {
        assertThat(run("tools")).contains("plain_echo");
        assertThat(run("call", "plain.echo", "--arg", "key=over-tls", "--json")).contains("over-tls", PlainServer.ODD);
        logged("\"echo\"");
    }

    @Test
    void resources() {
        assertThat(run("read", "plain://one")).contains("1");
        logged("plain://one");
    }

    @Test
    void prompts() {
        assertThat(run("prompt", "plain.greet")).contains("greet");
        logged("\"greet\"");
    }
}
