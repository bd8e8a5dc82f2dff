package io.gatehouse.doors.mcp.streamable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.replicas.Neighbour;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.doors.mcp.streamable.Incoming.Kind;
import io.gatehouse.protocol.Request;
import io.gatehouse.seal.ReplicaId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides which replica answers a request: the one that holds its session, its stream or its parked call. A session
/// whose replica is gone, or takes no new work, goes on at another one, the same for all.
final class Elsewhere {
    private static final int MOST_TRIES = 4;
    private static final int MOST_MOVED = 100_000;
    private static final Duration MOVED_FOR = Duration.ofHours(1);
    private static final String SESSION = "Mcp-Session-Id";
    private static final String FULL = "Too many requests are being passed to other replicas. Try again in a moment.";

    private final Replicas replicas;
    private final SessionTokens tokens;
    private final Sessions sessions;
    private final InFlight work;
    /// Which replica goes on with a session that another one began.
    private final Cache<String, ReplicaId> moved = Caffeine.newBuilder()
            .maximumSize(MOST_MOVED)
            .expireAfterAccess(MOVED_FOR)
            .executor(Runnable::run)
            .build();

    Elsewhere(Replicas replicas, SessionTokens tokens, Sessions sessions, InFlight work) {
        this.replicas = replicas;
        this.tokens = tokens;
        this.sessions = sessions;
        this.work = work;
        replicas.holding(sessions::live);
    }

    /// One that belongs to a session, if to any.
    ///
    /// @param here answers it in this replica; runs on the event loop of the request
    void session(Incoming incoming, Runnable here) {
        String text = incoming.http().header(SESSION);
        if (incoming.visitor().passed()) {
            here.run();
        } else if (text == null) {
            anywhere(incoming, here);
        } else {
            SessionToken token =
                    tokens.open(text, incoming.toolset(), incoming.visitor().caller());
            if (token == null || sessions.ended(token)) {
                here.run();
            } else if (incoming.kind() == Kind.WORD) {
                word(incoming, token, here);
            } else {
                ReplicaId keeping = keeping(incoming, token);
                Neighbour keeper = keeping == null ? null : replicas.known(keeping);
                if (replicas.id().equals(keeping)) {
                    here.run();
                } else if (keeper == null) {
                    place(incoming, token, here, 0);
                } else {
                    pass(incoming, keeper, here, () -> place(incoming, token, here, 0));
                }
            }
        }
    }

    /// The replica that keeps what the request is about, wherever the session is now: the events of the stream that the
    /// client wants to resume, or its task; null when it is about neither.
    private @Nullable ReplicaId keeping(Incoming incoming, SessionToken token) {
        if (incoming.kind() == Kind.WORK) {
            Request first = incoming.requests().getFirst();
            return !incoming.batch() && Keeper.aboutTask(first) ? Keeper.of(first) : null;
        }
        String last = incoming.http().header("Last-Event-ID");
        EventId id = last == null
                ? null
                : tokens.events()
                        .open(
                                last,
                                incoming.toolset(),
                                token.id(),
                                incoming.visitor().caller());
        return id == null ? null : id.replica();
    }

    /// Whether this replica can answer, and has to.
    private boolean mine(SessionToken token) {
        return token.replica().equals(replicas.id()) || sessions.live(token.id());
    }

    /// New work of a session.
    private void place(Incoming incoming, SessionToken token, Runnable here, int tries) {
        boolean leaving = replicas.stopping();
        if (mine(token) && !leaving || tries == MOST_TRIES) {
            here.run();
            return;
        }
        ReplicaId known = moved.getIfPresent(token.id());
        Neighbour there = known == null ? null : replicas.known(known);
        Runnable again = () -> {
            moved.invalidate(token.id());
            place(incoming, token, here, tries + 1);
        };
        if (there != null && !there.stopping()) {
            pass(incoming, there, here, again);
        } else if (mine(token)) {
            move(incoming, token, here, again);
        } else {
            replicas.find(
                    token.replica(),
                    home -> incoming.http().onLoop(() -> {
                        if (home != null && !home.stopping()) {
                            pass(incoming, home, here, again);
                        } else {
                            move(incoming, token, here, again);
                        }
                    }));
        }
    }

    /// The session goes on where it has gone on already, or where all replicas would choose.
    private void move(Incoming incoming, SessionToken token, Runnable here, Runnable again) {
        replicas.holder(
                token.id(),
                holder -> incoming.http().onLoop(() -> {
                    Neighbour next = holder == null ? replicas.chosen(token.id(), !replicas.stopping()) : holder;
                    if (next == null) {
                        here.run();
                    } else {
                        moved.put(token.id(), next.id());
                        pass(incoming, next, here, again);
                    }
                }));
    }

    /// A word about what is being worked on, perhaps in several replicas: those that are stopping, and the one that
    /// goes on with the session.
    private void word(Incoming incoming, SessionToken token, Runnable here) {
        Set<Neighbour> hearing = replicas.neighbours().stream()
                .filter(Neighbour::stopping)
                .collect(Collectors.toCollection(HashSet::new));
        ReplicaId known = moved.getIfPresent(token.id());
        Neighbour next = known == null ? null : replicas.known(known);
        if (next != null) {
            hearing.add(next);
        }
        if (mine(token)) {
            copies(incoming, hearing);
            here.run();
            return;
        }
        replicas.find(
                token.replica(),
                home -> incoming.http().onLoop(() -> {
                    Neighbour first = home == null ? next : home;
                    hearing.remove(first);
                    copies(incoming, hearing);
                    if (first == null) {
                        move(incoming, token, here, here);
                    } else {
                        pass(incoming, first, here, here);
                    }
                }));
    }

    private void copies(Incoming incoming, Set<Neighbour> hearing) {
        hearing.forEach(each -> replicas.copy(incoming.http(), incoming.visitor(), incoming.path(), each));
    }

    /// A request of the modern era: about something that some replica keeps, or complete in itself.
    void modern(Incoming incoming, Request request, Runnable here) {
        ReplicaId keeper = Keeper.of(request);
        if (incoming.visitor().passed() || replicas.id().equals(keeper)) {
            here.run();
        } else if (keeper == null) {
            anywhere(incoming, here);
        } else {
            replicas.find(
                    keeper,
                    there -> incoming.http().onLoop(() -> {
                        if (there == null) {
                            here.run();
                        } else {
                            pass(incoming, there, here, here);
                        }
                    }));
        }
    }

    /// One that any replica can answer: this one, unless it is stopping.
    void anywhere(Incoming incoming, Runnable here) {
        anywhere(incoming, here, 0);
    }

    private void anywhere(Incoming incoming, Runnable here, int tries) {
        Neighbour there = incoming.kind() == Kind.WORD
                        || incoming.visitor().passed()
                        || !replicas.stopping()
                        || tries == MOST_TRIES
                ? null
                : replicas.chosen(UUID.randomUUID().toString(), false);
        if (there == null) {
            here.run();
        } else {
            pass(incoming, there, here, () -> anywhere(incoming, here, tries + 1));
        }
    }

    private void pass(Incoming incoming, Neighbour to, Runnable here, Runnable again) {
        PassedMessage message = new PassedMessage(incoming, to, work, again);
        if (!message.begin()) {
            message.over();
            here.run();
            return;
        }
        Runnable giveUp = replicas.pass(incoming.http(), incoming.visitor(), incoming.path(), to, message);
        if (giveUp != null) {
            message.sent(giveUp);
            return;
        }
        message.over();
        if (incoming.kind() == Kind.WORD) {
            here.run();
        } else {
            HttpReplies.busy(incoming.http(), 503, null, FULL);
        }
    }
}
