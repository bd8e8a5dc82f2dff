package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.PemFiles;
import io.gatehouse.protocol.Revision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Servers behind TLS: whom the gateway trusts, what it shows of itself, and what it says when that does not fit.
class ServerTlsTest {
    private static final String HERE = "dns:localhost,ip:127.0.0.1";

    @TempDir
    static Path certificates;

    private static TestAuthority authority;
    private static TestAuthority other;
    private static PemFiles here;
    private static PemFiles client;
    private static PemFiles stranger;

    @TempDir
    Path folder;

    private final List<AutoCloseable> resources = new ArrayList<>();

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestAuthority(certificates, "authority");
        other = new TestAuthority(certificates, "other");
        here = authority.issue("server", HERE);
        authority.issue("elsewhere", "dns:elsewhere.example");
        authority.issue("expired", HERE, "-startdate", "-10d", "-validity", "3");
        client = authority.issue("client", "dns:client.example");
        stranger = other.issue("stranger", "dns:client.example");
    }

    @BeforeEach
    void data() throws Exception {
        Files.createDirectories(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : resources.reversed()) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        resources.add(resource);
        return resource;
    }

    /// A server behind TLS, and its settings with those that a test adds.
    private String server(Era era, String certificate, boolean demanding, String more) throws Exception {
        FixtureServer plain = closing(new FixtureServer(new PlainServer(), 0, era));
        TlsFront front = closing(new TlsFront(authority.context(certificate), demanding, plain.endpoint()));
        return "servers:\n  secure: {url: \"https://localhost:" + front.port() + "/mcp\"" + more + "}\n";
    }

    private static String trusting(TestAuthority whom) {
        return ", ca: " + whom.certificate();
    }

    private static String showing(PemFiles what) {
        return ", client-certificate: " + what.certificate() + ", client-key: " + what.key();
    }

    private void works(String yaml) throws Exception {
        Bed bed = closing(new Bed(folder, yaml));
        bed.awaitReady("secure");
        assertThat(bed.client().call("secure_echo").text()).contains(PlainServer.ODD);
    }

    /// What `check` and `/ready` say of the server, which are the same words.
    private String trouble(String yaml) throws Exception {
        Yaml.write(folder.resolve("gatehouse.yaml"), yaml);
        Run check = Run.of("check", "--json", "--config", folder.resolve("gatehouse.yaml") + "");
        assertThat(check.code()).isEqualTo(ExitCode.UNREACHABLE);
        JsonNode report = new JsonMapper().readTree(check.out()).at("/servers/0");
        Bed bed = closing(new Bed(folder, yaml));
        Patience.until("it is tried", () -> bed.server("secure").state().problem() != null);
        ServerReport ready = ServerReport.of(bed.server("secure"));
        assertThat(ready.problem()).isEqualTo(report.path("problem").asString());
        assertThat(ready.remedy()).isEqualTo(report.path("remedy").asString());
        return ready.trouble();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aPrivateAuthorityIsTrustedWhereItIsNamed(Era era) throws Exception {
        works(server(era, "server", false, trusting(authority)));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aServerThatDemandsACertificateGetsIt(Era era) throws Exception {
        works(server(era, "server", true, trusting(authority) + showing(client)));
    }

    @Test
    void anAuthorityThatIsNotTrustedIsRefused() throws Exception {
        for (String trusted : List.of("", trusting(other))) {
            assertThat(trouble(server(Era.BOTH, "server", false, trusted)))
                    .contains("Server secure: localhost:", "signed by an authority that is not trusted")
                    .contains("Set `ca` of server secure");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        assertThat(trouble(server(Era.BOTH, "elsewhere", false, trusting(authority))))
                .contains("Server secure: localhost:", "its certificate is for another host", "`url`");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        assertThat(trouble(server(Era.BOTH, "expired", false, trusting(authority))))
                .contains("Server secure: localhost:", "its certificate has expired", "Renew");
    }

    @Test
    void aServerThatAcceptsNoCertificateOfOursSaysSo() throws Exception {
        for (String shown : List.of("", showing(stranger))) {
            assertThat(trouble(server(Era.BOTH, "server", true, trusting(authority) + shown)))
                    .contains("it requires a client certificate from an authority that it trusts")
                    .contains("Set `client-certificate` and `client-key` of server secure");
        }
    }

    @Test
    void aServerWithoutTlsIsToldFromOneWithWrongTls() throws Exception {
        FixtureServer plain = closing(new FixtureServer(new PlainServer(), 0, Era.BOTH));
        String https = plain.endpoint().toString().replace("http:", "https:");
        assertThat(trouble("servers: {secure: {url: \"" + https + "\"}}\n"))
                .contains("the port does not speak TLS", "http://");
        assertThat(trouble(server(Era.BOTH, "server", false, "").replace("https:", "http:")))
                .contains("needs https://");
    }

    @Test
    void filesThatDoNotFitAreNamed() throws Exception {
        Path broken = folder.resolve("broken.pem");
        Files.writeString(broken, "nothing");
        String of = "Correct the settings of server secure";
        assertThat(trouble(server(Era.BOTH, "server", false, ", ca: " + broken)))
                .contains("the file of the authorities, " + broken + ", holds no certificate", of);
        assertThat(trouble(server(Era.BOTH, "server", false, showing(new PemFiles(broken, client.key())))))
                .contains("the file of the client certificate, " + broken + ", holds no certificate", of);
        assertThat(trouble(server(Era.BOTH, "server", false, showing(new PemFiles(client.certificate(), broken)))))
                .contains("the file of the client key, " + broken + ", holds no private key", of);
        PemFiles mixed = new PemFiles(client.certificate(), stranger.key());
        assertThat(trouble(server(Era.BOTH, "server", true, trusting(authority) + showing(mixed))))
                .contains("the client key, " + stranger.key() + ", is not the key of the client certificate", of);
    }

    /// More calls at once than the server takes connections: each event loop needs one of HTTP/2, and one more is for
    /// the stream of changes.
    @Test
    void http2IsSpokenWithAServerThatOffersIt() throws Exception {
        int loops = Runtime.getRuntime().availableProcessors() + 1;
        FixtureServer server = closing(new FixtureServer(
                new PlainServer(),
                ListenSettings.builder().tls(here).maxConnections(loops).build(),
                Era.MODERN));
        Bed bed = closing(new Bed(
                folder, "servers: {secure: {url: \"" + server.endpoint() + "\"" + trusting(authority) + "}}\n"));
        bed.awaitReady("secure");
        WireClient client = closing(bed.client("", Revision.R2026_07_28));
        List<String> keys =
                IntStream.range(0, 8 * loops).mapToObj(n -> "key" + n).toList();
        List<WireClient.Running> calls =
                keys.stream().map(key -> client.start("secure_wait", key)).toList();
        for (String key : keys) {
            Patience.until(key + " waits", () -> said(client, key).equals("waiting"));
        }
        calls.forEach(client::cancel);
        for (String key : keys) {
            Patience.until(key + " is cancelled", () -> said(client, key).equals("cancelled"));
        }
    }

    private static String said(WireClient client, String key) {
        return client.call("secure_waits", key).said();
    }

    @Test
    void http2CanBeTurnedOff() throws Exception {
        FixtureServer server = closing(new FixtureServer(
                new PlainServer(), ListenSettings.builder().tls(here).build(), Era.BOTH));
        works("servers: {secure: {url: \"" + server.endpoint() + "\", http2: false" + trusting(authority) + "}}\n");
    }
}
