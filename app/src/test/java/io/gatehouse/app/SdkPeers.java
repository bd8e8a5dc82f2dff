package io.gatehouse.app;

import io.gatehouse.fixtures.RunningServer;
import io.gatehouse.fixtures.SdkServers;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A gateway in front of servers written with every official SDK that is tested, each in each era that it speaks.
final class SdkPeers implements AutoCloseable {
    /// The servers' names, and whether the gateway speaks 2026-07-28 with them.
    enum Server {
        TYPESCRIPT1("typescript1", false),
        TYPESCRIPT2("typescript2", true),
        TYPESCRIPT2_STDIO("typescript2-stdio", true),
        TYPESCRIPT2_LEGACY("typescript2-legacy", false),
        PYTHON1("python1", false),
        PYTHON2("python2", true),
        JAVA("java", false);

        private final String id;
        private final boolean modern;

        Server(String id, boolean modern) {
            this.id = id;
            this.modern = modern;
        }

        boolean modern() {
            return modern;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    private final List<AutoCloseable> started = new ArrayList<>();
    private final Bed bed;

    SdkPeers(Path folder) throws Exception {
        bed = new Bed(folder, """
                servers:
                  typescript1: {url: %s}
                  typescript2: {url: %s}
                  typescript2-stdio: %s
                  typescript2-legacy: %s
                  python1: {url: %s}
                  python2: {url: %s}
                  java: {url: %s}
                """.formatted(
                        running(SdkServers.startTypescript(1, Server.TYPESCRIPT1.id)),
                        running(SdkServers.startTypescript(2, Server.TYPESCRIPT2.id)),
                        RealPeers.command(SdkServers.typescript2(Server.TYPESCRIPT2_STDIO.id), ""),
                        RealPeers.command(SdkServers.typescript2Legacy(Server.TYPESCRIPT2_LEGACY.id), ""),
                        running(SdkServers.startPython(1, Server.PYTHON1.id)),
                        running(SdkServers.startPython(2, Server.PYTHON2.id)),
                        java(folder.resolve("tomcat"))));
        started.add(bed);
        for (Server server : Server.values()) {
            bed.awaitReady(server.id);
        }
    }

    /// Where clients reach all of them.
    URI endpoint() {
        return bed.endpoint();
    }

    /// Whether the gateway speaks 2026-07-28 with a server.
    boolean speaksModern(Server server) {
        return bed.server(server.id).state().revision().modern();
    }

    private URI running(RunningServer server) {
        started.add(server);
        return server.endpoint();
    }

    private URI java(Path folder) throws Exception {
        JavaSdkServer server = new JavaSdkServer(Server.JAVA.id, folder);
        started.add(server);
        return server.endpoint();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : started.reversed()) {
            one.close();
        }
    }
}
