package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A process that may have 512 files open, with clients and servers that want more.
class DescriptorsTest {
    private static final int DESCRIPTORS = 512;
    private static final int IDLE = 700;
    private static final String NOT_ACCEPTED = "New connections cannot be accepted";
    private static final String HOLD = RawHttp.call("held_hold", "{\"key\":\"all\"}");

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "prlimit changes the limit of another process on Linux only")
    void usedUpFileDescriptorsEndNothing() throws Exception {
        try (HoldingServer held = new HoldingServer();
                GatehouseProcess gatehouse = start(held.endpoint())) {
            URI endpoint = GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
            assertThat(gatehouse.err(line -> line.contains("client connections")))
                    .containsPattern("At most [1-3]\\d\\d client connections")
                    .contains("limits.connections", "512 open files", "LimitNOFILE");
            awaitServer(endpoint);
            idleConnectionsMakeRoom(endpoint);
            assertThat(gatehouse.allErr())
                    .as("connections that wait for room take no descriptors")
                    .noneMatch(line -> line.contains(NOT_ACCEPTED));
            whatFindsNoDescriptorSaysSo(endpoint, held, gatehouse);
            assertThat(gatehouse.allErr())
                    .as("nothing is wrong but that no file can be opened")
                    .noneMatch(line -> line.contains("\"level\":\"error\"")
                            && !line.contains("Too many open files")
                            && !line.contains("the running configuration stays"));
        }
    }

    private GatehouseProcess start(URI server) throws IOException {
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                servers:
                  held: {url: "%s"}
                  program: {command: "%s"}
                """.formatted(server, folder.resolve("program")));
        return GatehouseProcess.limited(folder, DESCRIPTORS, List.of(), "up", "--port", "0", "--json");
    }

    /// Good clients are served while others hold more connections than there may be, and afterwards.
    private static void idleConnectionsMakeRoom(URI endpoint) throws Exception {
        List<RawHttp> idle = open(endpoint, IDLE);
        assertHealthy(endpoint);
        close(idle);
        assertHealthy(endpoint);
    }

    /// The limit falls below what is open, so that nothing more can be opened, until it is raised again.
    private void whatFindsNoDescriptorSaysSo(URI endpoint, HoldingServer held, GatehouseProcess gatehouse)
            throws Exception {
        try (RawHttp first = RawHttp.to(endpoint);
                RawHttp second = RawHttp.to(endpoint)) {
            assertThat(second.send(RawHttp.get("/health")).answer()).startsWith("HTTP/1.1 200");
            first.send(HOLD);
            held.awaitState("all", "waiting");
            limit(gatehouse, 16);
            assertThat(second.send(HOLD).answer()).contains("isError\":true", "not_sent");
            assertThat(gatehouse.err(line -> line.contains("no file descriptor left")))
                    .contains("\"level\":\"warn\"");
            try (RawHttp late = RawHttp.to(endpoint)) {
                late.send(RawHttp.get("/health"));
                assertThat(gatehouse.err(line -> line.contains(NOT_ACCEPTED)))
                        .contains("all 512 file descriptors", "ulimit -n");
                Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\nexec cat\n");
                assertThat(program.toFile().setExecutable(true)).isTrue();
                assertThat(ready(second)).contains("The gateway has no file descriptor left");
                limit(gatehouse, DESCRIPTORS);
                assertThat(late.answer()).startsWith("HTTP/1.1 200");
            }
            held.letGo("all");
            // All of that may have taken so long that the answer became a stream.
            assertThat(first.until("held all")).startsWith("HTTP/1.1 200");
        }
        awaitServer(endpoint);
    }

    private static void limit(GatehouseProcess gatehouse, int descriptors) throws Exception {
        int exit = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        String.valueOf(gatehouse.pid()),
                        "--nofile=" + descriptors + ":" + DESCRIPTORS)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    private static void awaitServer(URI endpoint) throws IOException {
        String call = RawHttp.call("held_at_once", "{}");
        try (RawHttp connection = RawHttp.to(endpoint)) {
            Patience.until("the server is ready", () -> {
                try {
                    return connection.send(call).answer().contains("here");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /// What `/ready` tells once it tells of used-up descriptors.
    private static String ready(RawHttp connection) {
        String[] told = new String[1];
        Patience.until("the program fails for want of descriptors", () -> {
            try {
                told[0] = connection.send(RawHttp.get("/ready")).answer();
                return told[0].contains("has no file descriptor left. ");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return told[0];
    }

    private static void assertHealthy(URI endpoint) throws IOException {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            assertThat(connection.send(RawHttp.get("/health")).answer()).startsWith("HTTP/1.1 200");
        }
    }

    private static List<RawHttp> open(URI endpoint, int count) throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(RawHttp.to(endpoint));
        }
        return connections;
    }

    private static void close(List<RawHttp> connections) throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
    }
}
