package io.gatehouse.app;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the configurations of gateways have in common that serve the same clients.
final class ReplicaPair {
    private static final String SEALS = "seal.keys";

    private final Path folder;
    private final String key = KeyMaker.make();
    private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());

    ReplicaPair(Path folder) {
        this.folder = folder;
    }

    /// The folder of a replica, with its keys in it.
    Path folder(int replica) throws IOException {
        Path own = Files.createDirectories(folder.resolve("replica-" + replica));
        Files.writeString(own.resolve(SEALS), key);
        return own;
    }

    /// The sections `seal` and `replicas`.
    String sections(int replica) {
        return "seal: {keys: '${file:" + SEALS + "}'}\nreplicas: {listen: '127.0.0.1:" + ports.get(replica)
                + "', peers: ['http://127.0.0.1:" + ports.get(0) + "', 'http://127.0.0.1:" + ports.get(1) + "']}\n";
    }

    /// Where a replica takes what the other passes.
    int port(int replica) {
        return ports.get(replica);
    }
}
