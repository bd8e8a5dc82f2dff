package io.gatehouse.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Certificates of clients for several tests, because keytool takes its time.
final class TestCertificates {
    /// Who signs what counts.
    final TestAuthority authority;
    /// Who signs what does not.
    final TestAuthority foreign;

    private TestCertificates() throws Exception {
        Path folder = Files.createTempDirectory("certificates");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
        authority = new TestAuthority(folder, "authority");
        foreign = new TestAuthority(folder, "foreign");
        authority.issue("agent", "uri:spiffe://acme.example/agent/1", "-validity", "30", "-ext", "eku=clientAuth");
        authority.issue("reader", "dns:Reader.acme.example", "-validity", "30");
        authority.issue("web", "uri:spiffe://acme.example/agent/2", "-validity", "30", "-ext", "eku=serverAuth");
        authority.issue("expired", "uri:spiffe://acme.example/agent/1", "-startdate", "-9d", "-validity", "5");
        authority.issue("gateway", "ip:127.0.0.1,dns:*.acme.example");
        foreign.issue("forged", "uri:spiffe://acme.example/agent/1", "-validity", "30");
    }

    private static final class Once {
        static final TestCertificates MADE = made();

        private static TestCertificates made() {
            try {
                return new TestCertificates();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    /// The same in each test of this process.
    static TestCertificates shared() {
        return Once.MADE;
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
