package io.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// 2,000 legacy clients with sessions and streams, and 200 modern ones that listen, whose gateway is killed. Once it
/// listens again on the same port, with the same data folder, all come back in the same moment: each opens its stream
/// and calls a tool. All of these calls may be in flight at once, which is more than the default of a server.
final class ReconnectStorm implements Part {
    private static final int LEGACY = 2_000;
    private static final int MODERN = 200;
    private static final int STORMS = 3;
    private static final int READY_SECONDS = 60;

    /// How one ended.
    ///
    /// @param seconds from the first connection that was accepted to the last client that was served
    /// @param cpuSeconds of the gateway meanwhile
    /// @param problems one for each client that was not served
    private record Storm(double seconds, double cpuSeconds, List<String> problems) {}

    @Override
    public String title() {
        return "reconnect storm";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.STORM_SECONDS, McpTarget.STORM_ERRORS);
    }

    @Override
    public void run(Bed bed) throws Exception {
        List<Double> seconds = new ArrayList<>();
        int errors = 0;
        for (int round = 0; round < STORMS; round++) {
            Storm storm = storm(bed);
            seconds.add(storm.seconds());
            errors += storm.problems().size();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("legacy clients", LEGACY);
            row.put("modern clients", MODERN);
            row.put("seconds", Math.round(storm.seconds() * 100) / 100.0);
            row.put("gateway CPU s", Math.round(storm.cpuSeconds() * 100) / 100.0);
            row.put("errors", storm.problems().size());
            row.put("first error", storm.problems().stream().findFirst().orElse(""));
            bed.results().row("reconnect storm after a restart", row);
        }
        bed.results().measured(McpTarget.STORM_SECONDS, Spread.of(seconds));
        bed.results().measured(McpTarget.STORM_ERRORS, errors);
    }

    private static Storm storm(Bed bed) throws Exception {
        int port = Bed.freePort();
        Path data = Files.createDirectories(bed.file("data"));
        List<StormClient> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Contender killed = Gatehouse.start(bed, port, data, LEGACY + MODERN)) {
                Gatehouse.await(killed);
                clients.addAll(clients(killed));
                List<String> problems = serve(threads, clients);
                if (!problems.isEmpty()) {
                    throw new IOException("before the restart: " + problems.getFirst());
                }
                Gatehouse.child(killed).kill();
            }
            closeAll(clients);
            try (Contender restarted = Gatehouse.start(bed, port, data, LEGACY + MODERN)) {
                long listens = Ready.await(Gatehouse.child(restarted), READY_SECONDS, () -> connect(port));
                double cpuBefore = restarted.cpuSeconds();
                List<String> problems = serve(threads, clients);
                double seconds = (System.nanoTime() - listens) / 1e9;
                double cpuSeconds = restarted.cpuSeconds() - cpuBefore;
                closeAll(clients);
                return new Storm(seconds, cpuSeconds, problems);
            }
        }
    }

    private static List<StormClient> clients(Contender gatehouse) throws IOException {
        List<StormClient> clients = new ArrayList<>();
        for (String session : gatehouse.sessions(Era.LEGACY, LEGACY)) {
            clients.add(new StormClient(Era.LEGACY, gatehouse.legacy(), session));
        }
        for (int client = 0; client < MODERN; client++) {
            clients.add(new StormClient(Era.MODERN, gatehouse.modern(), ""));
        }
        return clients;
    }

    /// Has all clients come at once.
    ///
    /// @return why some were not served
    private static List<String> serve(ExecutorService threads, List<StormClient> clients) throws InterruptedException {
        List<Future<?>> served = new ArrayList<>();
        for (StormClient client : clients) {
            served.add(threads.submit(() -> {
                client.serve();
                return null;
            }));
        }
        List<String> problems = new ArrayList<>();
        for (Future<?> one : served) {
            try {
                one.get();
            } catch (ExecutionException e) {
                problems.add(e.getCause() instanceof Exception cause ? Run.problem(cause) : e.toString());
            }
        }
        return problems;
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    private static void closeAll(List<StormClient> clients) throws IOException {
        for (StormClient client : clients) {
            client.close();
        }
    }
}
