package io.gatehouse.http.server;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// [ServerTest] over TLS: HTTP/1.1 is the same there.
class ServerOverTlsTest extends ServerTest {
    private Certificates certificates;
    private SSLContext tls;

    @BeforeAll
    void makeCertificates(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        tls = certificates.trusting();
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
