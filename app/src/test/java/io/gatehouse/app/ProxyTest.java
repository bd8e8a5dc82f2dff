package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Servers that only a proxy reaches: their host name is known to it alone.
class ProxyTest {
    @TempDir
    static Path certificates;

    private static TestAuthority authority;
    private static PemFiles certificate;

    @TempDir
    Path folder;

    private final List<AutoCloseable> resources = new ArrayList<>();
    private TestProxy proxy;

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestAuthority(certificates, "authority");
        certificate = authority.issue("server", "dns:mcp.internal.example,dns:localhost");
    }

    @BeforeEach
    void start() throws IOException {
        proxy = closing(new TestProxy());
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

    private FixtureServer plain(Era era) throws Exception {
        return closing(new FixtureServer(new PlainServer(), 0, era));
    }

    private FixtureServer secure(Era era) throws Exception {
        ListenSettings settings = ListenSettings.builder().tls(certificate).build();
        return closing(new FixtureServer(new PlainServer(), settings, era));
    }

    /// Calls the server by a name, through the proxy.
    private void works(FixtureServer server, String host, String proxied) throws Exception {
        String url = server.endpoint().toString().replace("localhost", host);
        Bed bed = closing(new Bed(
                folder,
                "servers: {far: {url: \"" + url + "\", ca: " + authority.certificate() + ", proxy: \""
                        + proxied.replace("PORT", proxy.port() + "") + "}}\n"));
        bed.awaitReady("far");
        assertThat(bed.client().call("far_echo").text()).contains(PlainServer.ODD);
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void httpsGoesThroughATunnel(Era era) throws Exception {
        FixtureServer server = secure(era);
        works(server, "localhost", "http://127.0.0.1:PORT\"");
        assertThat(proxy.asked)
                .isNotEmpty()
                .allMatch(asked ->
                        asked.equals("CONNECT localhost:" + server.endpoint().getPort()));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void plainHttpGoesToTheProxyItself(Era era) throws Exception {
        FixtureServer server = plain(era);
        works(server, "localhost", "http://127.0.0.1:PORT\"");
        String line = "POST " + server.endpoint();
        assertThat(proxy.asked)
                .isNotEmpty()
                .anyMatch(asked -> asked.equals(line))
                .noneMatch(asked -> asked.startsWith("CONNECT"));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void socksCarriesBoth(Era era) throws Exception {
        for (FixtureServer server : List.of(plain(era), secure(era))) {
            proxy.asked.clear();
            works(server, "localhost", "socks5://127.0.0.1:PORT\"");
            assertThat(proxy.asked)
                    .isNotEmpty()
                    .allMatch(asked ->
                            asked.equals("SOCKS localhost:" + server.endpoint().getPort()));
        }
    }

    /// The credentials are for the proxy; the name is for the proxy to resolve.
    @Test
    void theProxyGetsItsCredentialsAndResolvesTheName() throws Exception {
        String host = "mcp.internal.example";
        FixtureServer server = closing(new FixtureServer(
                new PlainServer(), ListenSettings.builder().tls(certificate).build(), Era.BOTH, host));
        works(server, host, "http://me:p%40ss@127.0.0.1:PORT\"");
        assertThat(proxy.asked)
                .isNotEmpty()
                .allMatch(asked ->
                        asked.equals("CONNECT " + host + ":" + server.endpoint().getPort() + " Basic bWU6cEBzcw=="));
    }

    @Test
    void exceptionsAreCalledDirectly() throws Exception {
        for (String exception : List.of("localhost", "[other.example, localhost]", "\"*\"")) {
            works(secure(Era.BOTH), "localhost", "http://127.0.0.1:PORT\", no-proxy: " + exception);
        }
        assertThat(proxy.asked).isEmpty();
        works(secure(Era.BOTH), "localhost", "http://127.0.0.1:PORT\", no-proxy: [.localhost, other.example]");
        assertThat(proxy.asked).isNotEmpty();
    }

    @Test
    void aProxyOutOfReachIsNamed() throws Exception {
        proxy.close();
        assertThat(checked())
                .contains("mcp.internal.example:443: cannot connect through the HTTP proxy 127.0.0.1:" + proxy.port())
                .contains("the connection was refused", "`url` and `proxy` are right");
    }

    @Test
    void aProxyThatRefusesIsNamed() throws Exception {
        proxy.refusing = true;
        assertThat(checked())
                .contains("mcp.internal.example:443: cannot connect through the HTTP proxy 127.0.0.1:" + proxy.port())
                .contains("407", "`url` and `proxy` are right");
    }

    private String checked() {
        String file = folder.resolve("gatehouse.yaml").toString();
        Yaml.write(
                Path.of(file),
                "servers: {far: {url: \"https://mcp.internal.example/mcp\", proxy: \"http://127.0.0.1:" + proxy.port()
                        + "\"}}\n");
        Run check = Run.of("check", "--config", file);
        assertThat(check.code()).isEqualTo(ExitCode.UNREACHABLE);
        return check.out();
    }
}
