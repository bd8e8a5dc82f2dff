package io.gatehouse.app.chaos;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The gateway as a process that is killed, stopped and started again, always with the same folder and port.
final class ChaosGateway implements AutoCloseable {
    /// Connections that clients may have for themselves at each server.
    static final int OWN_CONNECTIONS = 8;

    private static final Duration STARTING = Duration.ofSeconds(60);
    /// The drain, the time for servers to stop, and a margin.
    private static final Duration STOPPING = Duration.ofSeconds(40);
    /// How long programs may live on after their gateway was killed: they see the end of their input.
    private static final Duration ORPHANED = Duration.ofSeconds(20);

    private final Path folder;
    private final Map<String, String> servers;
    private final String extra;
    private final Map<String, String> keys;
    private final Book book;
    private final int port;
    private final CuttingProxy proxy = new CuttingProxy();
    private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();
    private volatile int generation;
    private int edits;
    private volatile Program program;
    private volatile boolean ending;

    /// @param folder for the configuration and the data
    /// @param servers the configuration of each
    /// @param extra the configuration of one that is there at times
    /// @param callers of which each gets a key
    ChaosGateway(Path folder, Map<String, String> servers, String extra, List<String> callers, Book book)
            throws Exception {
        this.folder = folder;
        this.servers = servers;
        this.extra = extra;
        this.book = book;
        this.keys = new ConcurrentHashMap<>();
        callers.forEach(caller -> keys.put(caller, KeyMaker.make()));
        port = FreePorts.next();
        proxy.target(port);
        configure();
        start();
    }

    /// What stands between the clients and the gateway.
    CuttingProxy proxy() {
        return proxy;
    }

    /// Where clients reach it through the proxy.
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.port() + "/mcp");
    }

    /// Where it listens itself.
    URI direct() {
        return URI.create("http://127.0.0.1:" + port + "/mcp");
    }

    String key(String caller) {
        return keys.get(caller);
    }

    Path folder() {
        return folder;
    }

    /// Changes when a process begins to end: what it kept in memory is lost from then on.
    int generation() {
        return generation;
    }

    long pid() {
        return program.pid();
    }

    /// The programs of the servers.
    List<ProcessHandle> children() {
        List<ProcessHandle> children = program.descendants();
        seen.addAll(children);
        return children;
    }

    /// Kills it and starts another.
    void kill() throws Exception {
        List<ProcessHandle> children = children();
        end("KILL");
        program.endsWithin(STOPPING);
        start();
        gone("after their gateway was killed", children, ORPHANED);
    }

    /// Stops it as an operator does, and starts another.
    void restart() throws Exception {
        stop();
        start();
    }

    /// Stops it as an operator does.
    void stop() throws Exception {
        List<ProcessHandle> children = children();
        end("TERM");
        if (!program.endsWithin(STOPPING)) {
            book.fault("the gateway did not stop within " + STOPPING);
            program.signal("KILL");
            program.endsWithin(STOPPING);
        } else if (program.status() != 0) {
            book.fault("the gateway stopped with status " + program.status());
        }
        gone("after their gateway stopped", children, Duration.ofSeconds(2));
    }

    /// Changes the configuration, which it reads again by itself.
    void edit() throws IOException {
        edits++;
        configure();
    }

    /// Whether it has ended without being told to.
    boolean endedByItself() {
        return !ending && !program.alive() && !ending;
    }

    /// All programs that servers have been so far, those that are gone too.
    Set<ProcessHandle> seen() {
        return seen;
    }

    private void end(String signal) throws IOException, InterruptedException {
        ending = true;
        generation++;
        program.signal(signal);
    }

    private void gone(String when, List<ProcessHandle> processes, Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        for (ProcessHandle process : processes) {
            while (process.isAlive() && System.nanoTime() - end < 0) {
                Thread.sleep(20);
            }
            if (process.isAlive()) {
                book.fault("a program is still there " + when + ": "
                        + process.info().commandLine().orElse("?").replaceAll(".*ChaosServer", "ChaosServer"));
                process.destroyForcibly();
            }
        }
    }

    private void start() throws Exception {
        CompletableFuture<String> listening = new CompletableFuture<>();
        Program started = new Program(
                folder,
                folder.resolve("gateway.log"),
                line -> {
                    if (line.startsWith("{\"endpoint\"")) {
                        listening.complete(line);
                    }
                },
                "up",
                "--json");
        try {
            listening.get(STARTING.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw new AssertionError("the gateway did not start; see " + folder.resolve("gateway.log"), late);
        }
        program = started;
        ending = false;
    }

    /// Each edit changes the settings of one server, and adds or removes another.
    private void configure() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "listen: {host: 127.0.0.1, port: " + port + "}",
                "logging: {calls: false}",
                "limits: {drain: 3s, resume-for: 20s, parked-for: 20s, ask-timeout: 10s, session-idle: 20s}",
                "defaults: {call-timeout: 10s, call-limit: 20s, connect-timeout: 20s, drain: 3s, max-own-connections: "
                        + OWN_CONNECTIONS + "}",
                "auth:",
                "  keys:"));
        keys.forEach((caller, key) -> lines.add("    " + KeyMaker.line(caller, key)));
        lines.add("servers:");
        List<String> names = List.copyOf(servers.keySet());
        String changed = names.get(edits % names.size());
        servers.forEach((name, server) -> lines.add("  " + name + ": "
                + (name.equals(changed) && edits > 0
                        ? server.replaceFirst("}$", ", call-timeout: " + (10_000 + edits) + "ms}")
                        : server)));
        if (edits % 2 == 1) {
            lines.add("  extra: " + extra);
        }
        Path next = Files.write(folder.resolve("gatehouse.yaml.next"), lines);
        Files.move(next, folder.resolve("gatehouse.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        program.close();
        proxy.close();
        seen.forEach(ProcessHandle::destroyForcibly);
    }
}
