package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.UnfitCallerException;
import io.gatehouse.upstream.transport.Unfit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sessions that tenants or callers have with one server, each apart from the others. Their number is limited: one
/// that is not used makes room, one that is used never does.
final class PartySessions {
    private static final Handler.Listening NOTHING = () -> {};
    private static final Told BROKEN =
            new Told("the gateway could not open a session with the server", "report the error in its log");

    private final UpstreamServer server;
    private final ServerSettings settings;
    private final Timers timers;
    private final UpstreamServer.Kin kin;
    private final Map<String, PartySession> all = new HashMap<>();
    private boolean closed;

    /// @param server whose sessions they are
    /// @param kin makes the server as one party sees it
    PartySessions(UpstreamServer server, Timers timers, UpstreamServer.Kin kin) {
        this.server = server;
        this.settings = server.settings();
        this.timers = timers;
        this.kin = kin;
    }

    /// [Upstream#request], over the session of the caller's party.
    void request(EditedRequest request, UpstreamExchange exchange, CallOptions options) {
        CallFailure unwell = server.unwell();
        if (unwell != null) {
            exchange.failed(server.log().failed(unwell));
            return;
        }
        PartySession session;
        try {
            session = held(exchange.peer().caller());
        } catch (UnfitCallerException unfit) {
            exchange.failed(server.log().failed(Unfit.failure(settings.name(), unfit, Outcome.NOT_SENT)));
            return;
        } catch (NoRoomException none) {
            exchange.failed(server.log().failed(none.failure(settings)));
            return;
        }
        session.use(own -> own.request(request, exchange, options), () -> exchange.failed(broken()));
    }

    private CallFailure broken() {
        return server.log().failed(CallFailure.of(Kind.UNAVAILABLE, settings.name(), Outcome.NOT_SENT, BROKEN));
    }

    /// [Upstream#notify], to the sessions that the client's party has.
    void notify(Notification notification, Peer peer) {
        of(peer.caller()).forEach(session -> session.tell(own -> own.notify(notification, peer)));
    }

    /// [Upstream#watch] at the session of the caller's party.
    Handler.Listening watch(Caller caller, Set<String> uris, Consumer<Set<String>> honoured) {
        PartySession session = found(caller);
        if (session == null) {
            honoured.accept(Set.of());
            return NOTHING;
        }
        return session.listen(own -> own.watch(caller, uris, honoured), () -> honoured.accept(Set.of()));
    }

    /// [Upstream#watchTasks] at the session of the caller's party.
    Handler.Listening watchTasks(
            Caller caller, Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> listener) {
        PartySession session = found(caller);
        if (session == null) {
            honoured.accept(Set.of());
            return NOTHING;
        }
        return session.listen(
                own -> own.watchTasks(caller, tasks, honoured, listener), () -> honoured.accept(Set.of()));
    }

    private @Nullable PartySession found(Caller caller) {
        try {
            return held(caller);
        } catch (UnfitCallerException | NoRoomException none) {
            return null;
        }
    }

    /// The session of a caller's party, which the caller of this releases.
    private PartySession held(Caller caller) throws UnfitCallerException, NoRoomException {
        Party party = Party.of(settings, caller);
        PartySession fresh;
        synchronized (this) {
            PartySession known = all.get(party.key());
            if (known != null && known.hold(caller)) {
                return known;
            }
            if (closed) {
                throw new NoRoomException(false);
            }
            makeRoom(party.account());
            fresh = new PartySession(this, party);
            fresh.hold(caller);
            all.put(party.key(), fresh);
        }
        fresh.begin(kin, settings.name());
        lookLater(fresh, settings.callers().idle());
        return fresh;
    }

    /// Makes room for one more session of an account, which has a [CallerShare]. What others do not use counts for
    /// nothing: it makes room. An account that has its share makes room itself.
    private void makeRoom(String account) throws NoRoomException {
        int most = settings.callers().mostSessions();
        List<PartySession> counted = all.values().stream()
                .filter(session -> session.of(account) || !session.idle())
                .toList();
        if (CallerShare.leaves(
                most, account, counted, session -> session.party().account())) {
            if (all.size() >= most && !closeIdle(session -> true)) {
                throw new NoRoomException(false);
            }
        } else if (!closeIdle(session -> session.of(account))) {
            throw new NoRoomException(counted.size() < most);
        }
    }

    /// Ends the session that went unused for the longest time, of those that nobody would miss.
    private boolean closeIdle(Predicate<PartySession> which) {
        List<PartySession> oldest = all.values().stream()
                .filter(which)
                .sorted(Comparator.comparingLong(PartySession::used))
                .toList();
        for (PartySession session : oldest) {
            if (session.closeIfIdle()) {
                all.remove(session.party().key(), session);
                return true;
            }
        }
        return false;
    }

    private void look(PartySession session) {
        long left = session.used() + settings.callers().idle().toNanos() - System.nanoTime();
        synchronized (this) {
            if (all.get(session.party().key()) != session) {
                return;
            }
            if (left <= 0 && session.closeIfIdle()) {
                all.remove(session.party().key());
                return;
            }
        }
        lookLater(session, left <= 0 ? settings.callers().idle() : Duration.ofNanos(left));
    }

    private void lookLater(PartySession session, Duration wait) {
        timers.after(wait, () -> look(session));
    }

    /// Ends the sessions that only such callers used; calls in flight there fail. The end of a token ends none: another
    /// token of the same key or user may be using it.
    void end(Predicate<Caller> gone) {
        if (settings.sessions() != Sessions.CALLER) {
            return;
        }
        List<PartySession> ended = new ArrayList<>();
        synchronized (this) {
            all.values().removeIf(session -> {
                boolean ends = session.usedOnlyBy(gone);
                if (ends) {
                    ended.add(session);
                }
                return ends;
            });
        }
        ended.forEach(PartySession::close);
    }

    /// The lists of one differ from what they were: those of the gateway itself may too. The first lists of a session
    /// are no change.
    void listsChanged(Upstream upstream) {
        if (upstream.firstLists().isDone()) {
            server.outdated();
        }
    }

    /// Tells the callers of one party what its session was told.
    void notified(Notification notification, Party party) {
        server.notified(notification, caller -> party.has(caller, settings));
    }

    private synchronized List<PartySession> of(Caller caller) {
        return all.values().stream()
                .filter(session -> session.party().has(caller, settings))
                .toList();
    }

    private synchronized List<PartySession> all() {
        return List.copyOf(all.values());
    }

    /// How many there are.
    int size() {
        return all().size();
    }

    /// Calls in flight.
    int inFlight() {
        return all().stream().mapToInt(PartySession::inFlight).sum();
    }

    /// Looks at all of them again.
    void refresh() {
        all().forEach(session -> session.tell(UpstreamServer::refresh));
    }

    CompletableFuture<Void> close() {
        List<PartySession> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(all.values());
            all.clear();
        }
        return CompletableFuture.allOf(open.stream().map(PartySession::close).toArray(CompletableFuture[]::new));
    }
}
