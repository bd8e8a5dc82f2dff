package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.transport.Connection;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The calls to one server: how many may be in flight, which connection each takes, and those that wait for one.
final class ServerCalls {
    private final UpstreamServer server;
    private final ServerSettings settings;
    private final OwnConnections own;
    private final CallHealth health;
    private final CircuitBreaker breaker;
    private final Timers timers;
    private final CallSlots slots;
    private final AtomicInteger running = new AtomicInteger();
    private volatile long used = System.nanoTime();
    private final Queue<ServerCall> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<ServerCall> forgotten = new ConcurrentLinkedQueue<>();

    /// @param slots those of the whole server
    ServerCalls(
            UpstreamServer server,
            OwnConnections own,
            CallHealth health,
            CircuitBreaker breaker,
            Timers timers,
            CallSlots slots) {
        this.server = server;
        this.settings = server.settings();
        this.own = own;
        this.health = health;
        this.breaker = breaker;
        this.timers = timers;
        this.slots = slots;
    }

    /// [Upstream#request].
    void request(EditedRequest request, UpstreamExchange exchange, CallOptions options) {
        Caller caller = exchange.peer().caller();
        String account = caller.account();
        CallSlots.Taken taken = slots.take(account);
        if (taken != CallSlots.Taken.YES) {
            exchange.failed(server.log().failed(busy(caller, taken)));
            return;
        }
        CallFailure unwell = server.unwell();
        if (unwell != null) {
            slots.give(account);
            exchange.failed(unwell);
            return;
        }
        CircuitBreaker.Pass pass = breaker.pass(account);
        if (pass instanceof CircuitBreaker.Pass.Held(Instant next)) {
            slots.give(account);
            exchange.failed(held(next));
            return;
        }
        boolean trial = pass instanceof CircuitBreaker.Pass.Trial;
        running.incrementAndGet();
        Runnable ended = () -> {
            used = System.nanoTime();
            running.decrementAndGet();
            slots.give(account);
            if (trial) {
                breaker.tried(account);
            }
        };
        ServerCall call =
                new ServerCall(settings, request, exchange, options, ended, health, server.log(), timers, this::again);
        exchange.onCancelled(call);
        route(call);
    }

    /// [Upstream#refusal(String)].
    @Nullable
    CallFailure refusal(String account) {
        CallFailure unwell = server.unwell();
        if (unwell != null) {
            return unwell;
        }
        Instant held = breaker.open(account);
        if (held != null) {
            return held(held);
        }
        boolean away = server.connection() == null && server.state().phase() != ServerPhase.STARTING;
        return away ? unavailable() : null;
    }

    private CallFailure held(Instant next) {
        Told told = new Told(
                "the last " + settings.breaker().failures() + " calls of server " + settings.name()
                        + " failed, so further ones are held back for a while",
                "see why with `gatehouse logs " + settings.name() + "`; break-after and break-for of the server"
                        + " change this");
        return CallFailure.of(Kind.UNAVAILABLE, settings.name(), Outcome.NOT_SENT, told)
                .until(next)
                .tellingCallers(Told.of("The last calls of server " + settings.name()
                        + " failed, so further ones are held back for a while"));
    }

    private CallFailure busy(Caller caller, CallSlots.Taken taken) {
        String remedy = "raise max-in-flight of server " + settings.name() + " if it can take more";
        int most = settings.maxInFlight();
        if (taken == CallSlots.Taken.FULL) {
            Told told = new Told("server " + settings.name() + " has " + most + " calls in flight, its limit", remedy);
            return CallFailure.of(Kind.LIMIT, settings.name(), Outcome.NOT_SENT, told);
        }
        String happened = "caller " + caller.name() + " has reached its limit of calls in flight at server "
                + settings.name() + ": half of what others leave of " + most;
        return CallFailure.of(Kind.LIMIT, settings.name(), Outcome.NOT_SENT, new Told(happened, remedy))
                .tellingCallers(
                        Told.of("Server " + settings.name() + " accepts no more calls from this caller for now"));
    }

    private void route(ServerCall call) {
        Connection current = server.connection();
        if (current == null) {
            unconnected(call);
        } else if (!own.take(call, current)) {
            call.through(current);
        }
    }

    /// While the first attempt is under way a call waits for it; later it fails at once.
    private void unconnected(ServerCall call) {
        if (server.state().phase() != ServerPhase.STARTING) {
            call.failed(unavailable());
            return;
        }
        waiting.add(call);
        // A program that ends on the first question is started twice.
        boolean program = settings.transport() instanceof Transport.Stdio;
        timers.after(settings.connectTimeout().multipliedBy(program ? 2 : 1), () -> {
            if (waiting.remove(call)) {
                call.failed(unavailable());
            }
        });
        if (server.connection() != null || server.state().phase() != ServerPhase.STARTING) {
            sendWaiting();
        }
    }

    /// Sends a call that the server did not take, because it had forgotten the shared connection, over the next one.
    private boolean again(ServerCall call) {
        Connection lost = call.connection();
        Connection current = server.connection();
        boolean shared = current != null ? current == lost : settings.transport() instanceof Transport.Http;
        if (!shared) {
            return false;
        }
        forgotten.add(call);
        timers.after(settings.connectTimeout(), () -> {
            if (forgotten.remove(call)) {
                call.failed(unavailable());
            }
        });
        Connection next = server.connection();
        if (next != null && next != lost) {
            sendForgotten();
        }
        return true;
    }

    private void sendForgotten() {
        for (ServerCall call = forgotten.poll(); call != null; call = forgotten.poll()) {
            route(call);
        }
    }

    /// Sends what waited for the first connection, or fails it where there is none.
    void sendWaiting() {
        for (ServerCall call = waiting.poll(); call != null; call = waiting.poll()) {
            route(call);
        }
    }

    private CallFailure unavailable() {
        UpstreamState now = server.state();
        String problem = now.problem();
        String remedy = now.remedy();
        Told caller = now.caller();
        CallFailure failure = CallFailure.of(
                        now.phase() == ServerPhase.FAILED ? Kind.GIVEN_UP : Kind.UNAVAILABLE,
                        settings.name(),
                        Outcome.NOT_SENT,
                        new Told(
                                problem == null ? "server " + settings.name() + " is not connected yet" : problem,
                                remedy == null ? "" : remedy))
                .until(now.nextTry());
        return caller == null ? failure : failure.tellingCallers(caller);
    }

    /// There is another connection: what waited for one goes out.
    void connected() {
        sendForgotten();
        sendWaiting();
    }

    /// When a call ended last, in nanoseconds of [System#nanoTime()].
    long used() {
        return used;
    }

    /// Calls in flight.
    int inFlight() {
        return running.get();
    }

    /// Fails what still waits.
    void close() {
        for (ServerCall call = waiting.poll(); call != null; call = waiting.poll()) {
            call.failed(unavailable());
        }
    }
}
