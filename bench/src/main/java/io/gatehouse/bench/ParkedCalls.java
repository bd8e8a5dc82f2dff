package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Live heap of calls of modern clients that wait for the answers to what an older server asks in the middle of them:
/// 1,000 of them, minus the first 100. Each has a connection to the server for itself, over HTTP. Afterwards all are
/// answered, and must end with their results.
final class ParkedCalls implements Part {
    private static final int CALLS = 1_000;
    private static final int FIRST = 100;
    private static final int CLIENTS = 20;
    private static final int READY_SECONDS = 30;

    @Override
    public String title() {
        return "parked calls";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.PARKED_CALL);
    }

    @Override
    public void run(Bed bed) throws Exception {
        try (Child upstream = Child.java(bed.file("asking.log"), AskingUpstream.class);
                Contender gatehouse = Gatehouse.startWithAsking(bed, Integer.parseInt(upstream.line()), CALLS);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            Address address = gatehouse.modern();
            Ready.await(Gatehouse.child(gatehouse), READY_SECONDS, () -> whole(address));
            JavaHeap heap = new JavaHeap(bed, Gatehouse.child(gatehouse).tree().java());
            List<AskedClient.Question> parked = new ArrayList<>(park(clients, address, FIRST));
            double residentBefore = Gatehouse.child(gatehouse).tree().residentMiB();
            long before = heap.live();
            parked.addAll(park(clients, address, CALLS - FIRST));
            long after = heap.live();
            double resident = Gatehouse.child(gatehouse).tree().residentMiB() - residentBefore;
            answer(clients, address, parked);
            double each = (after - before) / 1024.0 / (CALLS - FIRST);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("calls", CALLS);
            row.put("live heap KB a call", Math.round(each * 100) / 100.0);
            row.put("RSS growth MB", Math.round(resident));
            bed.results().row("parked calls", row);
            bed.results().measured(McpTarget.PARKED_CALL, each);
        }
    }

    private static void whole(Address address) throws java.io.IOException {
        try (AskedClient client = new AskedClient(address)) {
            client.answer(client.call());
        }
    }

    private static List<AskedClient.Question> park(ExecutorService clients, Address address, int count)
            throws Exception {
        List<Future<List<AskedClient.Question>>> shares = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            shares.add(clients.submit(() -> {
                List<AskedClient.Question> share = new ArrayList<>();
                try (AskedClient calling = new AskedClient(address)) {
                    for (int call = 0; call < count / CLIENTS; call++) {
                        share.add(calling.call());
                    }
                }
                return share;
            }));
        }
        List<AskedClient.Question> all = new ArrayList<>();
        for (Future<List<AskedClient.Question>> share : shares) {
            all.addAll(share.get());
        }
        return all;
    }

    private static void answer(ExecutorService clients, Address address, List<AskedClient.Question> parked)
            throws Exception {
        List<Future<?>> shares = new ArrayList<>();
        int share = parked.size() / CLIENTS;
        for (int client = 0; client < CLIENTS; client++) {
            List<AskedClient.Question> own = parked.subList(client * share, (client + 1) * share);
            shares.add(clients.submit(() -> {
                try (AskedClient answering = new AskedClient(address)) {
                    for (AskedClient.Question question : own) {
                        answering.answer(question);
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : shares) {
            one.get();
        }
    }
}
