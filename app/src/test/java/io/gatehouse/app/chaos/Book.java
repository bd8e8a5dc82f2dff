package io.gatehouse.app.chaos;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// What all clients were told of their calls, what must not happen and did, and how often the rest happened.
final class Book {
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Ledger ledger;

    Book(Ledger ledger) {
        this.ledger = ledger;
    }

    /// A call has ended.
    ///
    /// @param why what the client was told instead of a result; empty after a success
    void ended(String server, Task task, String id, Told how, String why) {
        if (task.hasEffects()) {
            told.put(server + " " + id, how);
        }
        count(task + " " + how);
        if (!why.isEmpty()) {
            count("    " + how + ": " + why);
        }
    }

    /// Something worth counting happened.
    void count(String what) {
        counts.computeIfAbsent(general(what), unused -> new AtomicLong()).incrementAndGet();
    }

    /// Something happened that must not.
    void fault(String what) {
        faults.add(what);
        System.out.println("chaos: FAULT: " + what);
    }

    List<String> faults() {
        return faults;
    }

    long calls() {
        return told.size();
    }

    /// Compares what clients were told so far with what the servers did; what differs is a fault.
    void compare() throws IOException {
        Map<String, Told> ended = Map.copyOf(told);
        Map<String, Integer> effects = ledger.effects();
        ended.forEach((call, how) -> {
            int happened = effects.getOrDefault(call, 0);
            if (!how.agreesWith(happened)) {
                fault(call + " was " + how + " for its client, but happened " + happened + " times");
            }
        });
        effects.forEach((call, happened) -> {
            if (happened > 1 && !ended.containsKey(call)) {
                fault(call + " happened " + happened + " times");
            }
        });
    }

    /// How often everything happened, a line each.
    String summary() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counts).forEach((what, times) -> text.append("%8d  %s%n".formatted(times.get(), what)));
        Map<Told, Integer> all = new EnumMap<>(Told.class);
        told.values().forEach(how -> all.merge(how, 1, Integer::sum));
        return text.append("calls with effects: ").append(all).toString();
    }

    /// A message without what differs from call to call.
    private static String general(String message) {
        String plain = message.replaceAll("req_\\w+", "ID")
                .replaceAll("\\d{2,}|\\d(?= second)", "N")
                .replace("\n", " ");
        return plain.length() > 300 ? plain.substring(0, 300) + "…" : plain;
    }
}
