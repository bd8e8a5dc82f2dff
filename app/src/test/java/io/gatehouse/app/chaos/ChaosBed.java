package io.gatehouse.app.chaos;

import io.gatehouse.fixtures.Era;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// A gateway with a server of each kind, and clients of each revision.
final class ChaosBed implements AutoCloseable {
    /// How soon every server must be served again, on a busy machine.
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final int LOADS = 2;
    private static final int PAUSE_MILLIS = 100;

    private final Book book;
    private final Path folder;
    private final List<HttpUpstream> upstreams = new ArrayList<>();
    private final List<String> servers;
    private final List<ChaosClient> clients = new ArrayList<>();
    private final List<Thread> loads = new ArrayList<>();
    private final ChaosGateway gateway;
    private final StreamableClient watcher;

    ChaosBed(Path folder, Book book, Ledger ledger) throws Exception {
        this.folder = folder;
        this.book = book;
        Map<String, String> yaml = new LinkedHashMap<>();
        yaml.put("oldprogram", program("oldprogram", ledger, Era.LEGACY));
        yaml.put("newprogram", program("newprogram", ledger, Era.BOTH));
        for (HttpUpstream.Kind kind : HttpUpstream.Kind.values()) {
            HttpUpstream upstream = new HttpUpstream(kind.server(), kind, ledger.file(kind.server()));
            upstreams.add(upstream);
            yaml.put(upstream.name(), upstream.yaml());
        }
        servers = List.copyOf(yaml.keySet());
        List<String> callers = new ArrayList<>(List.of("watcher"));
        for (Revision revision : Revision.values()) {
            callers.add(caller(revision));
        }
        gateway = new ChaosGateway(
                Files.createDirectories(folder.resolve("gateway")),
                yaml,
                program("extra", ledger, Era.LEGACY),
                callers,
                book);
        watcher = StreamableClient.watcher("watcher", servers, book, gateway);
        served();
    }

    private static String program(String name, Ledger ledger, Era era) {
        List<String> command = ChaosServer.command(name, ledger.file(name), era);
        return "{command: " + Json.quote(command.getFirst()) + ", args: "
                + command.stream().skip(1).map(Json::quote).toList() + "}";
    }

    private static String caller(Revision revision) {
        return "http" + revision.id().replace("-", "");
    }

    ChaosGateway gateway() {
        return gateway;
    }

    List<HttpUpstream> upstreams() {
        return upstreams;
    }

    List<ChaosClient> clients() {
        return clients;
    }

    /// Starts the clients.
    void load(long seed) throws Exception {
        for (Revision revision : Revision.values()) {
            String name = caller(revision);
            clients.add(
                    revision == Revision.R2024_11_05
                            ? new EventsClient(name, servers, book, gateway)
                            : StreamableClient.of(revision, name, servers, book, gateway));
        }
        clients.add(new RelayClient("oldrelay", Revision.R2025_06_18, servers, book, gateway.folder()));
        clients.add(new RelayClient("newrelay", Revision.R2026_07_28, servers, book, gateway.folder()));
        for (ChaosClient client : clients) {
            client.listen();
            for (int load = 0; load < LOADS; load++) {
                Random random = new Random(seed + loads.size());
                loads.add(Thread.ofVirtual().name(client.name()).start(() -> client.load(random)));
            }
        }
    }

    /// Whatever hangs is a fault.
    void watch() {
        for (ChaosClient client : clients) {
            client.hanging().forEach(request -> book.fault(request + " hangs"));
        }
        if (gateway.endedByItself()) {
            book.fault("the gateway has ended by itself");
        }
    }

    /// Waits until every server is served.
    void served() throws InterruptedException {
        for (String server : servers) {
            within(RECOVERY, "served again: " + server, () -> succeeds(server));
        }
    }

    private boolean succeeds(String server) {
        try {
            return watcher.call(server, Task.ACT);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Ends the load; all calls that run must end.
    void unload() throws InterruptedException {
        clients.forEach(ChaosClient::stop);
        for (Thread load : loads) {
            if (!load.join(ChaosClient.LONGEST.plusSeconds(10))) {
                book.fault("the load of " + load.getName() + " does not end: " + List.of(load.getStackTrace()));
            }
            watch();
        }
    }

    /// Waits until every client hears again of each server's changes.
    void heard() throws InterruptedException {
        for (ChaosClient client : clients) {
            client.updates().clear();
        }
        long began = System.nanoTime();
        List<String> deaf = deaf();
        while (!deaf.isEmpty() && System.nanoTime() - began < RECOVERY.toNanos()) {
            for (ChaosClient client : clients) {
                client.listen();
                touch(client);
            }
            touch(watcher);
            Thread.sleep(PAUSE_MILLIS);
            deaf = deaf();
        }
        if (!deaf.isEmpty()) {
            book.fault("changes are not heard of again: " + deaf);
        }
    }

    /// Changes the resource of each server. A client that may be asked questions has a connection of its own to some,
    /// where nobody else changes it.
    private void touch(ChaosClient client) throws InterruptedException {
        for (String server : servers) {
            client.request("tools/call", server + "_touch", "\"arguments\":{}");
        }
    }

    /// Who has not heard of which server.
    private List<String> deaf() {
        return clients.stream()
                .flatMap(client -> servers.stream()
                        .filter(server -> !client.updates().contains(ChaosServer.uri(server)))
                        .map(server -> client.name() + " of " + server))
                .toList();
    }

    /// Ends the clients.
    void leave() throws Exception {
        for (ChaosClient client : clients) {
            client.close();
        }
        clients.clear();
    }

    /// Waits for a condition; it is a fault when it does not come true.
    void within(Duration time, String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > time.toNanos()) {
                book.fault("not within " + time.toSeconds() + " s: " + what);
                return;
            }
            Thread.sleep(50);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws Exception {
        clients.forEach(ChaosClient::stop);
        for (ChaosClient client : clients) {
            client.close();
        }
        watcher.close();
        gateway.close();
        for (HttpUpstream upstream : upstreams) {
            upstream.close();
        }
    }
}
