package io.gatehouse.gateway.bridge;

import io.gatehouse.http.Timers;
import io.gatehouse.http.memory.ByteBudget;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.CallerShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The calls of modern clients to older servers that wait here for the answers to what their servers asked, and, for a
/// while, those that have ended: an answer may have been lost on its way. Their number and their memory are limited,
/// together and for one caller, who may have half of what the others leave. Calls that have ended make room for those
/// of the same caller.
public final class ParkedCalls implements AutoCloseable {
    /// Memory for all of them, in bytes.
    private static final long MOST_BYTES = 16 << 20;
    private static final int CALLER_PERCENT = 50;

    private final RequestStates states;
    private final Timers timers;
    private final BridgeSettings settings;
    private final ByteBudget memory = new ByteBudget(() -> MOST_BYTES, CALLER_PERCENT);
    /// By id, the oldest first.
    private final Map<String, Entry> calls = new LinkedHashMap<>();

    /// A call, and what it takes.
    private static final class Entry {
        private final ParkedCall call;
        private final String account;
        private long bytes;
        private boolean ended;

        Entry(ParkedCall call, String account) {
            this.call = call;
            this.account = account;
        }
    }

    ParkedCalls(RequestStates states, Timers timers, BridgeSettings settings) {
        this.states = states;
        this.timers = timers;
        this.settings = settings;
    }

    /// A call that goes on in later rounds, where it may have to wait; null where it cannot.
    ///
    /// @param task whether it may become a task
    public @Nullable ParkedCall begin(Round round, boolean task) {
        Peer peer = round.peer();
        boolean asked = peer.can("elicitation") || peer.can("sampling") || peer.can("roots");
        return task || asked && rounds(round.request().method()) ? beginTask(round) : null;
    }

    /// A call that becomes a task, which has its questions.
    public ParkedCall beginTask(Round round) {
        return new ParkedCall(this, round);
    }

    /// What 2026-07-28 lets a server ask in the middle of.
    private static boolean rounds(String method) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ -> true;
            default -> false;
        };
    }

    /// The call of a state; null when it is not known here, because the gateway was restarted or it is long over.
    public synchronized @Nullable ParkedCall find(RoundState.Parked state) {
        Entry known = calls.get(state.id());
        return known == null ? null : known.call;
    }

    /// How many wait, or are kept after their end.
    public synchronized int size() {
        return calls.size();
    }

    /// How many wait.
    public synchronized int waiting() {
        return (int) calls.values().stream().filter(entry -> !entry.ended).count();
    }

    /// The memory that they take, in bytes.
    long bytes() {
        return memory.used();
    }

    /// Keeps a call from now on.
    ///
    /// @return false when there is no room
    synchronized boolean keep(String id, ParkedCall call) {
        String account = call.peer().caller().account();
        while (!room(account)) {
            if (!forgetEnded(account)) {
                return false;
            }
        }
        calls.put(id, new Entry(call, account));
        return true;
    }

    private boolean room(String account) {
        return CallerShare.leaves(settings.mostParked(), account, calls.values(), entry -> entry.account);
    }

    /// Has a call that is kept take so much memory, instead of what it took before.
    ///
    /// @return false when there is not as much; it then takes what it took
    synchronized boolean takes(String id, long bytes) {
        Entry entry = calls.get(id);
        if (entry == null) {
            return false;
        }
        long more = bytes - entry.bytes;
        if (more > 0 && !memory.fits(entry.account, bytes)) {
            return false;
        }
        while (more > 0 && !memory.take(entry.account, more)) {
            if (!forgetEnded(entry.account)) {
                return false;
            }
        }
        if (more < 0) {
            memory.give(entry.account, -more);
        }
        entry.bytes = bytes;
        return true;
    }

    /// A call that is kept has ended: it is forgotten once the time for a repeated request is over, or when its caller
    /// needs the room.
    synchronized void ended(String id) {
        Entry entry = calls.get(id);
        if (entry != null) {
            entry.ended = true;
            timers.after(settings.parkedFor(), () -> forget(id));
        }
    }

    private synchronized void forget(String id) {
        Entry entry = calls.remove(id);
        if (entry != null) {
            memory.give(entry.account, entry.bytes);
        }
    }

    /// Forgets the oldest call of a caller that has ended.
    private boolean forgetEnded(String account) {
        for (Map.Entry<String, Entry> one : calls.entrySet()) {
            if (one.getValue().ended && one.getValue().account.equals(account)) {
                forget(one.getKey());
                return true;
            }
        }
        return false;
    }

    RequestStates states() {
        return states;
    }

    Timers timers() {
        return timers;
    }

    Duration parkedFor() {
        return settings.parkedFor();
    }

    /// Ends those of some callers.
    public void end(Predicate<Caller> gone) {
        List<ParkedCall> theirs;
        synchronized (this) {
            theirs = calls.values().stream()
                    .filter(entry -> !entry.ended && gone.test(entry.call.peer().caller()))
                    .map(entry -> entry.call)
                    .toList();
        }
        theirs.forEach(ParkedCall::stop);
    }

    /// Ends those that wait.
    @Override
    public void close() {
        List<ParkedCall> waiting = new ArrayList<>();
        synchronized (this) {
            calls.values().forEach(entry -> waiting.add(entry.call));
        }
        waiting.forEach(ParkedCall::stop);
        synchronized (this) {
            List.copyOf(calls.keySet()).forEach(this::forget);
        }
    }
}
