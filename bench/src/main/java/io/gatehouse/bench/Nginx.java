package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// nginx as a plain reverse proxy by `bench/nginx.conf`.
final class Nginx {
    private static final int READY_SECONDS = 10;

    private Nginx() {}

    /// Starts it in front of the fast upstream.
    ///
    /// @throws IOException when there is no nginx, or it does not serve
    static Contender start(Bed bed) throws IOException, InterruptedException {
        Contender nginx = start(bed, bed.upstreamPort(), null);
        Ready.await(child(nginx), READY_SECONDS, () -> nginx.check(Era.MODERN));
        return nginx;
    }

    /// Starts it in front of a port and does not wait.
    ///
    /// @param certificate serves HTTPS with it, null for plain HTTP
    /// @throws IOException when there is no nginx
    static Contender start(Bed bed, int upstreamPort, @Nullable TestCertificate certificate) throws IOException {
        Path program = program();
        int port = Bed.freePort();
        Path folder = Files.createDirectories(bed.file("nginx"));
        String configuration = Files.readString(bed.root().resolve("bench/nginx.conf"))
                .replace("@WORK@", folder.toString())
                .replace("@TLS@", certificate == null ? "" : tls(certificate))
                .replace("@PORT@", port + (certificate == null ? "" : " ssl"))
                .replace("@UPSTREAM@", Integer.toString(upstreamPort))
                .replace("@WORKERS@", Integer.toString(workers()));
        Path file = bed.write("nginx.conf", configuration);
        Child child = Child.start(
                bed.file("nginx.log"),
                false,
                Map.of(),
                List.of(program.toString(), "-p", folder.toString(), "-c", file.toString()));
        return new Contender("nginx", new Address(port, "/modern"), new Address(port, "/legacy"), child);
    }

    private static String tls(TestCertificate certificate) {
        return "ssl_certificate " + certificate.chain() + "; ssl_certificate_key " + certificate.key() + ";";
    }

    static Child child(Contender nginx) {
        return Objects.requireNonNull(nginx.child());
    }

    /// As many as Gatehouse has event loops: one for every two processors.
    static int workers() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static Path program() throws IOException {
        for (String place :
                List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx")) {
            if (Files.isExecutable(Path.of(place))) {
                return Path.of(place);
            }
        }
        throw new IOException("nginx is not installed: apt-get install nginx-light");
    }
}
