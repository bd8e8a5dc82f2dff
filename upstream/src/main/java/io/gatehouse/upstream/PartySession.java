package io.gatehouse.upstream;

import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sessions of one party with a server: connections, or child processes, that no other party uses.
final class PartySession implements UpstreamListener {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final PartySessions all;
    private final Party party;
    private final CompletableFuture<UpstreamServer> server = new CompletableFuture<>();
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
    /// @return false when it is closed already
    synchronized boolean hold() {
        if (closed) {
            return false;
        }
        held++;
        used = System.nanoTime();
        return true;
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

    /// Ends it if nobody would notice: no call runs, nobody listens, and no client has a connection of its own.
    boolean closeIfIdle() {
        UpstreamServer made = made();
        synchronized (this) {
            if (closed || held > 0 || made != null && !made.quiet()) {
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
