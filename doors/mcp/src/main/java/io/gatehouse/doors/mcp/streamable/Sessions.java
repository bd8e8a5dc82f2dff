package io.gatehouse.doors.mcp.streamable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.doors.mcp.conversation.Conversation;
import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Peer;
import io.gatehouse.seal.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is kept in memory of legacy sessions: made when one is first used here, dropped when it ends, idles too
/// long, or there are too many. A dropped session that was not ended starts again empty when its token comes back.
final class Sessions {
    /// How many sessions in use are passed over in the search for one to drop.
    private static final int PASSED_OVER = 64;

    /// Ended sessions that are remembered so as to refuse them.
    private static final int ENDED_SESSIONS = 100_000;

    private final EndpointSettings settings;
    private final Timers timers;
    private final ReplicaId own;
    private final Consumer<Session> ended;
    private final Map<String, Session> live = new LinkedHashMap<>(64, 0.75f, true);
    private final Cache<String, Boolean> endedIds;
    private final Cancellable sweep;

    /// @param own the name of this process
    /// @param ended told of each session that has left the memory
    Sessions(EndpointSettings settings, Timers timers, ReplicaId own, Consumer<Session> ended) {
        this.own = own;
        this.settings = settings;
        this.timers = timers;
        this.ended = ended;
        this.endedIds = Caffeine.newBuilder()
                .maximumSize(ENDED_SESSIONS)
                .executor(Runnable::run)
                .build();
        Duration period = settings.sessionIdle().dividedBy(4);
        this.sweep = timers.every(
                period.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : period, this::dropIdle);
    }

    /// The session of a token, or null when it has ended.
    @Nullable
    Session of(SessionToken token, Caller caller) {
        Session surplus = null;
        Session session;
        synchronized (live) {
            session = live.get(token.id());
            if (session == null) {
                if (ended(token)) {
                    return null;
                }
                Peer peer = new Peer(token.revision(), token.capabilities(), token.clientInfo(), caller, null);
                session = new Conversation(settings.conversation(), timers, false).begin(token.id(), peer);
                if (!token.replica().equals(own)) {
                    session.remade();
                }
                live.put(token.id(), session);
                surplus = live.size() > settings.maxSessions() ? dropOne() : null;
            }
        }
        session.conversation().touch();
        if (surplus != null) {
            end(surplus);
        }
        return session;
    }

    /// Whether a session is in memory.
    boolean live(String id) {
        synchronized (live) {
            return live.containsKey(id);
        }
    }

    /// Whether the session was ended here.
    boolean ended(SessionToken token) {
        return endedIds.getIfPresent(token.id()) != null;
    }

    /// Ends a session for good; false when it was ended before.
    boolean end(SessionToken token) {
        Session session;
        synchronized (live) {
            if (endedIds.asMap().putIfAbsent(token.id(), true) != null) {
                return false;
            }
            session = live.remove(token.id());
        }
        if (session != null) {
            end(session);
        }
        return true;
    }

    private void end(Session session) {
        session.conversation().end();
        ended.accept(session);
    }

    /// Ends those in memory of some callers for good.
    ///
    /// @param gone whether a caller is one of them
    void end(Predicate<Caller> gone) {
        List<Session> over = new ArrayList<>();
        synchronized (live) {
            live.values().removeIf(session -> gone.test(session.peer().caller()) && over.add(session));
            over.forEach(session -> endedIds.put(session.id(), true));
        }
        over.forEach(this::end);
    }

    /// How many are in memory.
    int size() {
        synchronized (live) {
            return live.size();
        }
    }

    private Session dropOne() {
        Iterator<Session> oldestFirst = live.values().iterator();
        Session oldest = oldestFirst.next();
        Session candidate = oldest;
        for (int passed = 0;
                candidate.conversation().busy() && passed < PASSED_OVER && oldestFirst.hasNext();
                passed++) {
            candidate = oldestFirst.next();
        }
        Session chosen = candidate.conversation().busy() ? oldest : candidate;
        live.remove(chosen.id());
        return chosen;
    }

    private void dropIdle() {
        long now = System.nanoTime();
        long limit = settings.sessionIdle().toNanos();
        List<Session> idle = new ArrayList<>();
        synchronized (live) {
            live.values().removeIf(session -> session.conversation().idle(now) > limit && idle.add(session));
        }
        idle.forEach(this::end);
    }

    /// Ends all of them without remembering it.
    void close() {
        sweep.cancel();
        List<Session> all;
        synchronized (live) {
            all = List.copyOf(live.values());
            live.clear();
        }
        all.forEach(this::end);
    }
}
