package io.gatehouse.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ConnectProxy;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Peer;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What proxies answer to `CONNECT`: a 2xx opens the tunnel, however it is written and whatever length it announces.
class TunnelTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 Connection established\r\n\r\n",
                "HTTP/1.0 200 Connection established\n\n",
                "HTTP/1.1 200\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n"
            })
    void opensTheTunnel(String answer) throws Exception {
        assertThat(call(answer)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nwhat",
                "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n",
                "no HTTP at all\r\n\r\n"
            })
    void refusesTheTunnel(String answer) {
        assertThatThrownBy(() -> call(answer)).isInstanceOfSatisfying(HttpFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.CONNECT);
            assertThat(failure.sent()).isFalse();
        });
    }

    private int call(String answer) throws Exception {
        Certificates certificates = Certificates.make(folder, "server");
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
                Peer server = new Peer(certificates.listening(), connection -> {
                    connection.request();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Peer proxy = ConnectProxy.start(answer);
                HttpClient client = engine.client(ClientSettings.builder()
                        .authorities(certificates.pem().certificate())
                        .proxy(ProxySettings.of(ProxySettings.Kind.HTTP, "127.0.0.1", proxy.port()))
                        .build())) {
            return client.exchange(new ClientRequest(
                            "GET", server.uri("/"), List.of(), null, Deadlines.total(Duration.ofSeconds(10))))
                    .status();
        }
    }
}
