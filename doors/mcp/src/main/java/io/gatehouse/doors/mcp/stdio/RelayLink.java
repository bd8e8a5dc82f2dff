package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Backoff;
import io.gatehouse.upstream.transport.LegacySession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The way from a relay to the gateway that runs now. While there is none, or it is not certain, one virtual thread
/// looks for it, and messages wait in their order, each for a bounded time. Safe for use by several threads.
final class RelayLink {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration MOST_WAIT = Duration.ofSeconds(2);
    /// What a process has sent before it ended may still be on its way.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final int TOO_MANY = 429;

    private final Gateways gateways;
    private final HttpEngine engine;
    private final StdioRelay relay;
    private final RelayRenewal renewal;
    private final Duration patience;
    private final Deque<RelayCall> waiting = new ArrayDeque<>();
    private final Set<RelayedGateway> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable RelayedGateway current;
    private @Nullable RelayedGateway tried;
    private boolean searching;
    private boolean suspected;
    private boolean forgotten;
    /// Of the search only, which is one thread at a time.
    private boolean told;
    private volatile String problem = RelayProblem.ABSENT;

    /// @param patience how long a message waits for a gateway before it fails
    RelayLink(Gateways gateways, HttpEngine engine, StdioRelay relay, Duration patience) {
        this.gateways = gateways;
        this.engine = engine;
        this.relay = relay;
        this.renewal = new RelayRenewal(relay, relay.memory());
        this.patience = patience;
    }

    /// Begins with the gateway that runs, without asking it whether it serves.
    synchronized void begin() {
        Gateways.Found found = gateways.find();
        if (found == null) {
            search();
        } else {
            current = opened(found);
        }
    }

    /// The gateway that was used last; null as long as there was none.
    synchronized @Nullable RelayedGateway current() {
        return current;
    }

    /// Sends a message now, or as soon as there is a gateway.
    void send(RelayCall call) {
        RelayedGateway gateway = place(call);
        if (gateway != null) {
            call.sendTo(gateway);
        }
    }

    private synchronized @Nullable RelayedGateway place(RelayCall call) {
        if (ended()) {
            call.cancel();
            return null;
        }
        if (!searching) {
            return current;
        }
        waiting.add(call);
        Duration left = call.patience(patience);
        if (left != null) {
            engine.timers().after(left, () -> expire(call));
        }
        return null;
    }

    private void expire(RelayCall call) {
        boolean waited;
        synchronized (this) {
            waited = call.patience(patience) != null && waiting.remove(call);
        }
        if (waited) {
            call.unserved(problem);
        }
    }

    /// It is not certain any more that a gateway serves us.
    synchronized void suspect(RelayedGateway gateway) {
        if (gateway == current) {
            suspected = true;
            search();
        }
    }

    /// A gateway does not know the session of the legacy client.
    synchronized void forgotten(RelayedGateway gateway) {
        if (gateway == current) {
            forgotten = true;
            suspect(gateway);
        }
    }

    /// Whether a gateway still takes requests. For virtual threads.
    boolean serves(RelayedGateway gateway) {
        try {
            check(gateway);
            return gateway == current();
        } catch (HttpFailure | RelayProblem no) {
            return false;
        }
    }

    private synchronized void search() {
        if (!searching && !ended()) {
            searching = true;
            Thread.ofVirtual().name("relay search").start(this::searchUntilFound);
        }
    }

    private void searchUntilFound() {
        Backoff backoff = new Backoff(FIRST_WAIT, MOST_WAIT);
        while (!ended()) {
            try {
                attempt();
                if (sendWaiting()) {
                    return;
                }
            } catch (RelayProblem trouble) {
                problem = trouble.getMessage();
                if (!told) {
                    gateways.lost(problem);
                    told = true;
                }
                if (trouble.definite()) {
                    failWaiting(problem);
                }
            }
            pause(backoff.next());
        }
    }

    /// Looks once for a gateway, and has it know what it has to know.
    ///
    /// @throws RelayProblem when there is none, or it cannot be used
    private void attempt() throws RelayProblem {
        RelayedGateway before = beginAttempt();
        try {
            Gateways.Found found = gateways.find();
            if (found == null) {
                throw RelayProblem.absent();
            }
            RelayedGateway candidate = candidate(found, before);
            check(candidate);
            if (candidate != before || isForgotten()) {
                renewal.renew(candidate, before == null ? null : before.session());
            }
            join(candidate, before);
        } catch (HttpFailure unanswered) {
            throw RelayProblem.unanswered(unanswered);
        } catch (RuntimeException unusable) {
            throw RelayProblem.unusable(unusable);
        }
    }

    private RelayedGateway candidate(Gateways.Found found, @Nullable RelayedGateway before) {
        if (before != null && before.is(found)) {
            return before;
        }
        RelayedGateway earlier = tried;
        if (earlier != null && earlier.is(found)) {
            return earlier;
        }
        if (earlier != null && earlier != before) {
            leave(earlier);
        }
        RelayedGateway fresh = opened(found);
        tried = fresh;
        return fresh;
    }

    private synchronized @Nullable RelayedGateway beginAttempt() {
        suspected = false;
        return current;
    }

    private synchronized boolean isForgotten() {
        return forgotten;
    }

    private static void check(RelayedGateway gateway) throws HttpFailure, RelayProblem {
        RelayedGateway.Answer answer = gateway.ping();
        if (RelayedGateway.stopping(answer.status(), answer.response())) {
            throw RelayProblem.absent();
        }
        if (answer.status() >= 400 && answer.status() < 500 && answer.status() != TOO_MANY) {
            throw RelayProblem.answered(answer);
        }
    }

    private RelayedGateway opened(Gateways.Found found) {
        RelayedGateway gateway = new RelayedGateway(found, engine, relay.reader());
        open.add(gateway);
        found.onEnd().accept(() -> {
            suspect(gateway);
            engine.timers().after(LAST_WORDS, () -> leave(gateway));
        });
        return gateway;
    }

    private void join(RelayedGateway gateway, @Nullable RelayedGateway before) {
        synchronized (this) {
            current = gateway;
            forgotten = false;
        }
        if (gateway != before && before != null) {
            // Its calls go on: it may be at work for minutes yet before it ends.
            before.closeStream();
        }
        if (gateway != before || told) {
            told = false;
            gateways.joined(gateway.found());
        }
    }

    /// Sends what waits, in order.
    ///
    /// @return false when another search is needed
    private boolean sendWaiting() {
        while (true) {
            RelayCall next;
            RelayedGateway gateway;
            synchronized (this) {
                gateway = current;
                if (suspected || gateway == null) {
                    return false;
                }
                next = waiting.poll();
                if (next == null) {
                    searching = false;
                    return true;
                }
            }
            next.sendTo(gateway);
        }
    }

    private void failWaiting(String why) {
        List<RelayCall> failing;
        synchronized (this) {
            failing = waiting.stream()
                    .filter(call -> call.patience(patience) != null)
                    .toList();
            waiting.removeAll(failing);
        }
        failing.forEach(call -> call.unserved(why));
    }

    private void pause(Duration time) {
        try {
            over.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException never) {
            // Nobody interrupts a search.
            Thread.currentThread().interrupt();
        }
    }

    private boolean ended() {
        return over.getCount() == 0;
    }

    /// A gateway is used no more: what still runs there is answered.
    private void leave(RelayedGateway gateway) {
        if (open.remove(gateway)) {
            relay.questions().withdraw(gateway);
            gateway.close();
        }
    }

    /// Nothing is sent any more.
    ///
    /// @return where the session of a legacy client is to be ended, or null
    @Nullable
    RelayedGateway end() {
        over.countDown();
        synchronized (this) {
            waiting.clear();
            RelayedGateway last = current;
            LegacySession session = last == null ? null : last.session();
            return searching || session == null || session.id() == null ? null : last;
        }
    }

    /// Closes the connections to all gateways.
    void close() {
        List.copyOf(open).forEach(gateway -> {
            open.remove(gateway);
            gateway.close();
        });
    }
}
