package io.gatehouse.http.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ConnectProxy;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Peer;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TLS with HTTP/2 and HTTP/1.1, authorities and client certificates of one's own, and proxies.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private static final Deadlines TEN_SECONDS = Deadlines.total(Duration.ofSeconds(10));

    private HttpEngine engine;
    private Certificates server;
    private Certificates user;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = Certificates.make(folder, "server");
        user = Certificates.make(folder, "user");
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private Listener listen(HttpHandler handler) throws ListenException {
        return engine.listen(
                ListenSettings.builder()
                        .hosts(List.of("127.0.0.1"))
                        .tls(server.pem())
                        .maxBodyBytes(1 << 20)
                        .build(),
                handler);
    }

    private ClientSettings.Builder trusting() {
        return ClientSettings.builder().authorities(server.pem().certificate());
    }

    private static ClientRequest post(int port, byte[] body) {
        return new ClientRequest(
                "POST", URI.create("https://localhost:" + port + "/p?q"), List.of(), body, TEN_SECONDS);
    }

    @Test
    void aCallGoesOverHttp2OrHttp11() throws Exception {
        try (Listener listener = listen(exchange -> {
            String seen = exchange.method() + " " + exchange.path() + " " + exchange.query() + " " + exchange.secure()
                    + " " + exchange.header("Host");
            exchange.respond(200, "text/plain", seen.getBytes(UTF_8));
        })) {
            for (boolean http2 : List.of(true, false)) {
                try (HttpClient client = engine.client(trusting().http2(http2).build())) {
                    WholeResponse response = client.exchange(post(listener.port(), new byte[3]));
                    assertThat(new String(response.body(), UTF_8))
                            .isEqualTo("POST /p q true localhost:" + listener.port());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, true", "RSA, true", "Ed25519, false"})
    void aKeyOfEachKindServes(String algorithm, boolean usual, @TempDir Path folder) throws Exception {
        Certificates shown = Certificates.make(folder, "shown", algorithm);
        SslContext context = ServerTls.context(shown.pem(), null);
        assertThat(context instanceof ReferenceCountedOpenSslContext).isEqualTo(usual && OpenSsl.isAvailable());
        ReferenceCountUtil.release(context);
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(shown.pem())
                .build();
        try (Listener listener = engine.listen(settings, exchange -> exchange.respond(200))) {
            for (boolean http2 : List.of(true, false)) {
                ClientSettings trusted = ClientSettings.builder()
                        .authorities(shown.pem().certificate())
                        .http2(http2)
                        .build();
                try (HttpClient client = engine.client(trusted)) {
                    assertThat(client.exchange(post(listener.port(), new byte[3]))
                                    .status())
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOneThatDoesNotFitIsNot(@TempDir Path folder) throws Exception {
        PemFiles shown = Certificates.make(folder, "shown").pem();
        Path before = Files.copy(shown.certificate(), folder.resolve("before.crt"));
        PemFiles renewed = Certificates.make(folder, "renewed").pem();
        ListenSettings settings =
                ListenSettings.builder().hosts(List.of("127.0.0.1")).tls(shown).build();
        try (Listener listener = engine.listen(settings, exchange -> exchange.respond(200));
                HttpClient open = client(before);
                HttpClient early = client(before);
                HttpClient late = client(renewed.certificate())) {
            assertThat(status(open, listener)).isEqualTo(200);

            Files.copy(renewed.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(listener::renewCertificate)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("the key is not that of the certificate");
            assertThat(status(early, listener)).isEqualTo(200);

            Files.copy(renewed.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
            for (int times = 0; times < 3; times++) {
                listener.renewCertificate();
            }
            assertThat(status(open, listener)).as("a connection that was open").isEqualTo(200);
            assertThat(status(late, listener)).isEqualTo(200);
            try (HttpClient outdated = client(before)) {
                assertThatThrownBy(() -> status(outdated, listener)).isInstanceOf(HttpFailure.class);
            }
        }
    }

    private HttpClient client(Path authority) {
        return engine.client(ClientSettings.builder().authorities(authority).build());
    }

    private static int status(HttpClient client, Listener listener) throws HttpFailure {
        return client.exchange(post(listener.port(), new byte[3])).status();
    }

    @Test
    void onceAcceptingHasStoppedACallInProgressIsAnsweredAndItsConnectionTakesNoOther() throws Exception {
        for (boolean http2 : List.of(true, false)) {
            BlockingQueue<HttpExchange> calls = new LinkedBlockingQueue<>();
            try (Listener listener = listen(calls::add);
                    HttpClient client = engine.client(trusting().http2(http2).build())) {
                Recorder running = new Recorder(BodyMode.WHOLE);
                client.send(post(listener.port(), new byte[3]), running);
                HttpExchange call = calls.take();
                listener.stopAccepting();
                call.respond(200);
                assertThat(running.await().status).isEqualTo(200);
                HttpFailure refused = catchThrowableOfType(
                        HttpFailure.class, () -> client.exchange(post(listener.port(), new byte[1])));
                assertThat(refused.kind()).as("HTTP/2: " + http2).isEqualTo(HttpFailure.Kind.CONNECT);
                assertThat(calls).isEmpty();
            }
        }
    }

    @Test
    void manyCallsShareOneConnectionOfHttp2() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        List<HttpExchange> waiting = new ArrayList<>();
        try (Listener listener = engine.listen(
                        ListenSettings.builder()
                                .hosts(List.of("127.0.0.1"))
                                .tls(server.pem())
                                .maxConnections(1)
                                .build(),
                        exchange -> {
                            waiting.add(exchange);
                            if (waiting.size() == 20) {
                                waiting.forEach(each -> each.respond(200, "text/plain", each.body()));
                            }
                        });
                HttpClient client = engine.client(trusting().build())) {
            for (int i = 0; i < 20; i++) {
                byte[] body = {(byte) i};
                client.send(post(listener.port(), body), new ResponseHandler() {
                    @Override
                    public BodyMode head(int status, Headers headers) {
                        return BodyMode.WHOLE;
                    }

                    @Override
                    public void whole(byte[] answer) {
                        assertThat(answer).isEqualTo(body);
                        all.countDown();
                    }

                    @Override
                    public void failed(HttpFailure failure) {
                        throw new AssertionError(failure);
                    }
                });
            }
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anEventStreamOverHttp2EndsOrIsCancelledAlone() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (Listener listener = listen(exchange -> {
                    EventStream stream = exchange.events();
                    stream.send("one".getBytes(UTF_8));
                    stream.onClosed(gone::countDown);
                    if (exchange.body().length > 0) {
                        stream.end();
                    }
                });
                HttpClient client = engine.client(trusting().build())) {
            Recorder ending = new Recorder(BodyMode.EVENTS);
            client.send(post(listener.port(), new byte[1]), ending);
            assertThat(ending.nextData()).isEqualTo("one");
            assertThat(ending.await().endings).containsExactly("end");

            Recorder endless = new Recorder(BodyMode.EVENTS);
            ClientCall call = client.send(post(listener.port(), new byte[0]), endless);
            assertThat(endless.nextData()).isEqualTo("one");
            assertThat(gone.getCount()).isEqualTo(1);
            call.cancel();
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(endless.endings).isEmpty();
        }
    }

    @Test
    void aBodyTooLargeIsRefusedOverHttp2() throws Exception {
        try (Listener listener = listen(exchange -> exchange.respond(200));
                HttpClient client = engine.client(trusting().build())) {
            assertThat(client.exchange(post(listener.port(), new byte[2 << 20])).status())
                    .isEqualTo(413);
        }
    }

    @Test
    void aCompressedBodyIsRefusedOverHttp2() throws Exception {
        try (Listener listener = listen(exchange -> exchange.respond(200));
                HttpClient client = engine.client(trusting().build())) {
            URI uri = URI.create("https://localhost:" + listener.port() + "/");
            List<Header> fields = List.of(new Header("Content-Encoding", "gzip"));
            ClientRequest request = new ClientRequest("POST", uri, fields, new byte[10], TEN_SECONDS);
            WholeResponse refused = client.exchange(request);
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.headers().get("accept-encoding")).isEqualTo("identity");
        }
    }

    @Test
    void aServerOfAnUnknownAuthorityIsNotTrusted() throws Exception {
        try (Listener listener = listen(exchange -> exchange.respond(200));
                HttpClient client = engine.client(ClientSettings.defaults())) {
            HttpFailure failure =
                    catchThrowableOfType(HttpFailure.class, () -> client.exchange(post(listener.port(), new byte[1])));
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TLS);
            assertThat(failure.sent()).isFalse();
            assertThat(TlsProblem.of(failure.getCause())).isEqualTo(TlsProblem.UNTRUSTED);
            assertThat(failure).hasMessageContaining("an authority that is not trusted");
        }
    }

    @Test
    void theClientShowsItsCertificate() throws Exception {
        try (Peer peer = new Peer(demandingCertificates(), connection -> {
            connection.request();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            connection.awaitClientClose();
        })) {
            try (HttpClient client =
                    engine.client(trusting().identity(user.pem()).build())) {
                assertThat(client.exchange(post(peer.port(), new byte[1])).status())
                        .isEqualTo(200);
            }
            try (HttpClient client = engine.client(trusting().build())) {
                HttpFailure failure =
                        catchThrowableOfType(HttpFailure.class, () -> client.exchange(post(peer.port(), new byte[1])));
                assertThat(failure.kind()).isIn(HttpFailure.Kind.TLS, HttpFailure.Kind.CLOSED);
            }
        }
    }

    private SSLServerSocket demandingCertificates() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(server.keys(), Certificates.PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("user", user.keys().getCertificate("it"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        socket.setNeedClientAuth(true);
        return socket;
    }

    @Test
    void httpsGoesThroughATunnelOfTheProxyUnlessExempt() throws Exception {
        try (Listener listener = listen(exchange -> exchange.respond(200));
                Peer proxy = ConnectProxy.start()) {
            ProxySettings settings = ProxySettings.of(ProxySettings.Kind.HTTP, "127.0.0.1", proxy.port());
            try (HttpClient client = engine.client(trusting().proxy(settings).build())) {
                assertThat(client.exchange(post(listener.port(), new byte[1])).status())
                        .isEqualTo(200);
            }
            assertThat(proxy.heads).hasSize(1);
            assertThat(proxy.heads.getFirst()).startsWith("CONNECT localhost:" + listener.port());
            ProxySettings exempt = new ProxySettings(
                    ProxySettings.Kind.HTTP, "127.0.0.1", proxy.port(), null, null, List.of("localhost"));
            try (HttpClient client = engine.client(trusting().proxy(exempt).build())) {
                assertThat(client.exchange(post(listener.port(), new byte[1])).status())
                        .isEqualTo(200);
            }
            assertThat(proxy.heads).hasSize(1);
        }
    }

    @Test
    void plainHttpGoesToTheProxyInTheAbsoluteForm() throws Exception {
        try (Peer proxy = new Peer(connection -> {
                    connection.request();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                HttpClient client = engine.client(ClientSettings.builder()
                        .proxy(new ProxySettings(
                                ProxySettings.Kind.HTTP, "127.0.0.1", proxy.port(), "me", "pw", List.of(".local")))
                        .build())) {
            client.exchange(
                    new ClientRequest("GET", URI.create("http://example.com/a?b"), List.of(), null, TEN_SECONDS));
            assertThat(proxy.heads.getFirst())
                    .startsWith("GET http://example.com/a?b HTTP/1.1\r\n")
                    .contains("host: example.com\r\n")
                    .contains("Proxy-Authorization: Basic bWU6cHc=\r\n");
        }
    }
}
