package io.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// What the parts of a run share.
///
/// @param root the checkout
/// @param work a folder for logs and temporary files of this run
/// @param plan how long everything takes
/// @param results where measurements go
/// @param upstream the fast upstream
/// @param upstreamPort where it listens
record Bed(Path root, Path work, Plan plan, Results results, Child upstream, int upstreamPort) {
    private static final AtomicInteger FILES = new AtomicInteger();

    /// A new file name in the work folder.
    Path file(String name) {
        return work.resolve("%03d-%s".formatted(FILES.incrementAndGet(), name));
    }

    /// A new file with this text.
    Path write(String name, String text) throws IOException {
        return Files.writeString(file(name), text);
    }

    /// A port that is free on the loopback address.
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
