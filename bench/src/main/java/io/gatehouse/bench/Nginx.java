package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx as a plain reverse proxy by `bench/nginx.conf`.
final class Nginx {
    private Nginx() {}

    /// Starts it in front of the fast upstream.
    ///
    /// @throws IOException when there is no nginx, or it does not serve
    static Contender start(Bed bed) throws IOException, InterruptedException {
        Path program = program();
        int port = Bed.freePort();
        Path folder = Files.createDirectories(bed.file("nginx"));
        String configuration = Files.readString(bed.root().resolve("bench/nginx.conf"))
                .replace("@WORK@", folder.toString())
                .replace("@PORT@", Integer.toString(port))
                .replace("@UPSTREAM@", Integer.toString(bed.upstreamPort()))
                .replace("@WORKERS@", Integer.toString(workers()));
        Path file = bed.write("nginx.conf", configuration);
        Child child = Child.start(
                bed.file("nginx.log"),
                false,
                Map.of(),
                List.of(program.toString(), "-p", folder.toString(), "-c", file.toString()));
        Contender nginx = new Contender("nginx", new Address(port, "/modern"), new Address(port, "/legacy"), child);
        Ready.await(child, 10, () -> nginx.check(Era.MODERN));
        return nginx;
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
