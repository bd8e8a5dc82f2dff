package io.gatehouse.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// [Http1RequestsTest] over TLS: HTTP/1.1 is the same there.
class Http1RequestsOverTlsTest extends Http1RequestsTest {
    private Certificates certificates;
    private SSLContext tls;

    @BeforeAll
    void makeCertificates(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        tls = certificates.trusting();
    }

    @Test
    void aClientThatSpeaksNoTlsIsToldSo() throws Exception {
        List<String> failed = new CopyOnWriteArrayList<>();
        HttpHandler handler = new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                failed.add("served");
            }

            @Override
            public void failed(HttpExchange exchange, int status) {
                failed.add(exchange.path() + " " + status + " " + exchange.secure());
            }
        };
        try (Listener listener = engine().listen(local().build(), handler);
                RawClient plain = new RawClient(listener.port());
                RawClient slow = new RawClient(listener.port());
                RawClient other = new RawClient(listener.port())) {
            plain.send("POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /hidden HTTP/1.1\r\n\r\n");
            assertThat(plain.readAll())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("This port speaks TLS", "https://", "connection: close")
                    .containsOnlyOnce("HTTP/1.1");
            slow.send("G").send("ET /slow HTTP/1.1\r\n").send("Host: x\r\n\r\n");
            assertThat(slow.readAll()).startsWith("HTTP/1.1 400").contains("This port speaks TLS");
            assertThat(failed).containsExactly("/mcp 400 false", "/slow 400 false");
            other.send("\u0000nothing that anybody speaks\r\n\r\n");
            assertThat(other.readAll()).doesNotContain("HTTP");
        }
    }

    @Override
    ListenSettings.Builder local() {
        return super.local().tls(certificates.pem());
    }

    @Override
    RawClient client(Listener listener) throws IOException {
        return new RawClient(tls.getSocketFactory(), listener.port());
    }
}
