package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerToken;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sessions of one party with a server: connections, or child processes, that no other party uses.
final class PartySession implements UpstreamListener {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private static final int MOST_USERS = 100;

    private final PartySessions all;
    private final Party party;
    private final CompletableFuture<UpstreamServer> server = new CompletableFuture<>();
    /// Who used it, without tokens and places; of many the latest.
    private final SequencedSet<Caller> users = new LinkedHashSet<>();

    private int held;
    private long used = System.nanoTime();
    private boolean closed;

    PartySession(PartySessions all, Party party) {
        this.all = all;
        this.party = party;
    }

    Party party() {
        return party;
    }

    /// Begins with what [UpstreamServer.Kin] makes, on a thread of its own: certificates may have to be read.
    void begin(UpstreamServer.Kin kin, String name) {
        Thread.ofVirtual().name("session with " + name).start(() -> {
            try {
                UpstreamServer made = kin.of(party, this);
                server.complete(made);
            } catch (RuntimeException | Error failed) {
                server.completeExceptionally(failed);
            }
        });
    }

    /// Keeps it from being closed until [#release()].
    ///
    /// @param user who uses it
    /// @return false when it is closed already
    synchronized boolean hold(Caller user) {
        if (closed) {
            return false;
        }
        held++;
        used = System.nanoTime();
        Caller who = user.with(CallerToken.NONE).at("").passedBy("");
        if (users.add(who) && users.size() > MOST_USERS) {
            users.removeFirst();
        }
        return true;
    }

    /// Whether all who used it are among some callers, whatever token of the gateway each of them showed.
    synchronized boolean usedOnlyBy(Predicate<Caller> some) {
        return users.stream().allMatch(some);
    }

    /// Whether it is charged to an account.
    boolean of(String account) {
        return party.account().equals(account);
    }

    synchronized void release() {
        held--;
        used = System.nanoTime();
    }

    /// Gives the server to who holds the session, now or when it is there, and releases it then.
    ///
    /// @param otherwise runs when there is none
    void use(Consumer<UpstreamServer> user, Runnable otherwise) {
        server.whenComplete((made, failure) -> {
            try {
                if (failure == null) {
                    user.accept(made);
                } else {
                    otherwise.run();
                }
            } finally {
                release();
            }
        });
    }

    /// Listens at the server for as long as the session is held, which it is already.
    ///
    /// @param otherwise runs when nothing is heard there
    Handler.Listening listen(Listens listens, Runnable otherwise) {
        CompletableFuture<Handler.@Nullable Listening> begun = server.handle((made, failure) -> {
            if (failure != null) {
                otherwise.run();
                return null;
            }
            return listens.at(made);
        });
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                begun.thenAccept(listening -> {
                    if (listening != null) {
                        listening.close();
                    }
                });
                release();
            }
        };
    }

    /// Begins to listen at a server.
    @FunctionalInterface
    interface Listens {
        Handler.Listening at(UpstreamServer server);
    }

    /// Gives the server to somebody who does not need it: only if it is there.
    void tell(Consumer<UpstreamServer> user) {
        if (server.isDone()) {
            server.thenAccept(user);
        }
    }

    /// When it was last used, in nanoseconds of [System#nanoTime()].
    long used() {
        UpstreamServer made = made();
        long call = made == null ? used : made.used();
        synchronized (this) {
            return call - used > 0 ? call : used;
        }
    }

    /// Calls in flight.
    int inFlight() {
        UpstreamServer made = made();
        return made == null ? 0 : made.inFlight();
    }

    private @Nullable UpstreamServer made() {
        return server.isDone() && !server.isCompletedExceptionally() ? server.join() : null;
    }

    /// Whether nobody would notice its end: no call runs, nobody listens, and no client has a connection of its own.
    boolean idle() {
        UpstreamServer made = made();
        synchronized (this) {
            return held == 0 && (made == null || made.quiet());
        }
    }

    /// Ends it if it is idle.
    boolean closeIfIdle() {
        synchronized (this) {
            if (closed || !idle()) {
                return false;
            }
            closed = true;
        }
        end();
        return true;
    }

    /// Ends it; calls in flight fail.
    CompletableFuture<Void> close() {
        synchronized (this) {
            closed = true;
        }
        return end();
    }

    private CompletableFuture<Void> end() {
        return server.handle((made, failure) -> {
                    if (failure != null) {
                        return DONE;
                    }
                    made.retire();
                    return made.close();
                })
                .thenCompose(ended -> ended);
    }

    /// What it lists is what everybody is offered: a change there is looked for in the lists of the gateway itself.
    @Override
    public void listsChanged(Upstream upstream) {
        all.listsChanged(upstream);
    }

    @Override
    public void stateChanged(Upstream upstream) {}

    @Override
    public void notified(Upstream upstream, Notification notification, Hearers hearers) {
        all.notified(notification, party);
    }
}
