package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.http.engine.HttpEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The PROXY protocol in front of a connection. The connections of these tests come from 127.0.0.1.
class ProxyGreetingTest {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    private static HttpEngine engine;

    @BeforeAll
    static void start() {
        engine = HttpEngine.start(EngineSettings.defaults());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static ListenSettings.Builder trusting(String proxies) {
        return ListenSettings.builder().hosts(List.of("127.0.0.1")).greetingProxies(List.of(AddressRange.of(proxies)));
    }

    private static Listener listen(ListenSettings settings) throws ListenException {
        return engine.listen(
                settings,
                exchange -> exchange.respond(
                        200, "text/plain", exchange.remoteAddress().getBytes(ISO_8859_1)));
    }

    private static byte[] greeting(int command, int family, byte[] addresses) {
        return ByteBuffer.allocate(16 + addresses.length)
                .put(SIGNATURE)
                .put((byte) command)
                .put((byte) family)
                .putShort((short) addresses.length)
                .put(addresses)
                .array();
    }

    private static byte[] addresses(String client, String server) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(InetAddress.ofLiteral(client).getAddress());
        bytes.write(InetAddress.ofLiteral(server).getAddress());
        bytes.write(new byte[] {0x12, 0x34, 0x01, (byte) 0xBB});
        return bytes.toByteArray();
    }

    private static byte[] proxied() throws IOException {
        return greeting(PROXY, TCP4, addresses("203.0.113.7", "10.0.0.1"));
    }

    /// What comes back to these bytes and a request after them, until the server closes.
    private static String send(Listener listener, byte[] first) throws IOException {
        try (RawClient client = new RawClient(listener.port())) {
            return client.send(new String(first, ISO_8859_1) + REQUEST).readAll();
        }
    }

    @Test
    void aTrustedProxyNamesItsClient() throws Exception {
        try (Listener listener = listen(trusting("127.0.0.0/8").build())) {
            assertThat(send(listener, proxied())).startsWith("HTTP/1.1 200").endsWith("\r\n203.0.113.7");
            byte[] six = greeting(PROXY, TCP6, addresses("2001:db8::7", "fd00::1"));
            assertThat(send(listener, six)).endsWith("\r\n2001:db8:0:0:0:0:0:7");
            assertThat(send(listener, "PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\r\n".getBytes(ISO_8859_1)))
                    .endsWith("\r\n203.0.113.9");
        }
    }

    /// With an extension that says how the client spoke to the proxy; it holds the version of TLS, too.
    private static byte[] proxiedOverTls(int client) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(addresses("203.0.113.7", "10.0.0.1"));
        bytes.write(new byte[] {0x20, 0, 15, (byte) client, 0, 0, 0, 0, 0x21, 0, 7});
        bytes.write("TLSv1.3".getBytes(ISO_8859_1));
        return greeting(PROXY, TCP4, bytes.toByteArray());
    }

    @Test
    void aRequestIsSecureWhereTheProxyEndedItsTls() throws Exception {
        try (Listener listener = engine.listen(
                trusting("127.0.0.0/8").build(),
                exchange ->
                        exchange.respond(200, "text/plain", ("secure: " + exchange.secure()).getBytes(ISO_8859_1)))) {
            assertThat(send(listener, proxiedOverTls(1))).endsWith("secure: true");
            assertThat(send(listener, proxiedOverTls(0))).endsWith("secure: false");
            assertThat(send(listener, proxied())).endsWith("secure: false");
        }
    }

    @Test
    void aConnectionOfItsOwnHasTheProxysAddress() throws Exception {
        try (Listener listener = listen(trusting("127.0.0.0/8").build())) {
            assertThat(send(listener, greeting(LOCAL, 0, new byte[0]))).endsWith("\r\n127.0.0.1");
            byte[] named = greeting(LOCAL, TCP4, addresses("203.0.113.7", "10.0.0.1"));
            assertThat(send(listener, named)).endsWith("\r\n127.0.0.1");
            assertThat(send(listener, new byte[0])).endsWith("\r\n127.0.0.1");
        }
    }

    @Test
    void aGreetingMayComeInPieces() throws Exception {
        try (Listener listener = listen(trusting("127.0.0.0/8").build());
                RawClient client = new RawClient(listener.port())) {
            client.socket.setTcpNoDelay(true);
            for (byte each : proxied()) {
                client.send(new String(new byte[] {each}, ISO_8859_1));
            }
            assertThat(client.send(REQUEST).readAll()).endsWith("\r\n203.0.113.7");
        }
    }

    @Test
    void everyRequestOfTheConnectionIsTheClients() throws Exception {
        try (Listener listener = listen(trusting("127.0.0.0/8").build());
                RawClient client = new RawClient(listener.port())) {
            client.send(new String(proxied(), ISO_8859_1) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readUntil("203.0.113.7");
            assertThat(client.send(REQUEST).readAll()).endsWith("\r\n203.0.113.7");
        }
    }

    @Test
    void tlsFollowsTheGreeting(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "server");
        SSLSocketFactory tls = certificates.trusting().getSocketFactory();
        ListenSettings settings =
                trusting("127.0.0.0/8").tls(certificates.pem()).build();
        try (Listener listener = listen(settings);
                Socket plain = new Socket("127.0.0.1", listener.port())) {
            plain.getOutputStream().write(proxied());
            plain.getOutputStream().flush();
            try (SSLSocket secure = (SSLSocket) tls.createSocket(plain, "127.0.0.1", listener.port(), true)) {
                secure.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
                secure.getOutputStream().flush();
                assertThat(new String(secure.getInputStream().readAllBytes(), ISO_8859_1))
                        .endsWith("\r\n203.0.113.7");
            }
        }
    }

    @Test
    void nobodyElseMayNameAClient() throws Exception {
        for (ListenSettings settings : List.of(trusting("10.0.0.0/8").build(), ListenSettings.of(0, "127.0.0.1"))) {
            try (Listener listener = listen(settings)) {
                assertThat(send(listener, proxied()))
                        .doesNotContain("203.0.113.7")
                        .startsWith("HTTP/1.1 400");
                assertThat(send(listener, "PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\r\n".getBytes(ISO_8859_1)))
                        .doesNotContain("203.0.113.9")
                        .startsWith("HTTP/1.1 400");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 nonsense\r\n", "PROXY TCP4 1.2.3 4.5.6.7 1 2\r\n", "PROXY TCP9 1 2 3 4\r\n"})
    void aBrokenGreetingClosesTheConnection(String line) throws Exception {
        try (Listener listener = listen(trusting("127.0.0.0/8").build())) {
            assertThat(send(listener, line.getBytes(ISO_8859_1))).isEmpty();
        }
    }

    @Test
    void aGreetingThatIsTooLongOrOfAnUnknownVersionClosesTheConnection() throws Exception {
        try (Listener listener = listen(trusting("127.0.0.0/8").build())) {
            assertThat(send(listener, greeting(PROXY, TCP4, new byte[60_000]))).isEmpty();
            assertThat(send(listener, greeting(0x31, TCP4, addresses("203.0.113.7", "10.0.0.1"))))
                    .isEmpty();
            assertThat(send(listener, greeting(PROXY, TCP4, new byte[3]))).isEmpty();
        }
    }
}
