package io.gatehouse.http.client;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Peer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// [ClientTest] over TLS: HTTP/1.1 is the same there.
class ClientOverTlsTest extends ClientTest {
    private Certificates certificates;

    @BeforeAll
    @Override
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        super.start(folder);
    }

    @Override
    Peer peer(Peer.Script script) throws Exception {
        return new Peer(certificates.listening(), script);
    }

    @Override
    ClientSettings.Builder settings() {
        return super.settings().authorities(certificates.pem().certificate());
    }
}
