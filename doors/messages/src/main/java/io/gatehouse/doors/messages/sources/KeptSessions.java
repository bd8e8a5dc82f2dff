package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.SecretDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sessions that wait for the next request of a conversation, so that a server that may ask the model keeps its process
/// and what it remembers. A session serves one request at a time. Any thread may use it.
final class KeptSessions {
    /// All that wait.
    private static final int MOST = 256;
    /// Those of one server and caller: each holds one of the server's connections.
    private static final int MOST_OF_ONE = 4;
    private static final SecretDigest TOKENS = new SecretDigest();

    private final Deque<Idle> idle = new ArrayDeque<>();

    /// Who talks to which server.
    ///
    /// @param token a digest of the token of the request, empty without one
    record Key(CallerId caller, String name, String url, String token) {
        static Key of(Caller caller, ServerRequest server) {
            String token = server.token();
            return new Key(caller.id(), server.name(), server.url(), token == null ? "" : TOKENS.of(token));
        }
    }

    private record Idle(Key key, RequestSession session, long until) {}

    /// The session of one request, taken when it is first needed.
    final class Borrowed {
        private final Key key;
        private final Duration kept;
        private @Nullable RequestSession session;
        private boolean over;

        private Borrowed(Key key, Duration kept) {
            this.key = key;
            this.kept = kept;
        }

        synchronized RequestSession get() {
            RequestSession known = session;
            if (known == null) {
                known = over ? new RequestSession() : take(key);
                session = known;
            }
            return known;
        }

        /// The request is over: its session waits for the next.
        void giveBack() {
            RequestSession used;
            synchronized (this) {
                over = true;
                used = session;
                session = null;
            }
            if (used != null) {
                keep(new Idle(key, used, System.nanoTime() + kept.toNanos()));
            }
        }
    }

    /// A session for one request.
    ///
    /// @param kept how long it waits for the next
    Borrowed of(Key key, Duration kept) {
        return new Borrowed(key, kept);
    }

    private RequestSession take(Key key) {
        RequestSession found = null;
        List<RequestSession> ended;
        synchronized (this) {
            ended = expired();
            // The one that was used last is the likeliest to go on with the same conversation.
            for (Iterator<Idle> each = idle.descendingIterator(); found == null && each.hasNext(); ) {
                Idle waiting = each.next();
                if (waiting.key().equals(key)) {
                    found = waiting.session();
                    each.remove();
                }
            }
        }
        ended.forEach(RequestSession::end);
        return found == null ? new RequestSession() : found;
    }

    private void keep(Idle used) {
        List<RequestSession> ended;
        synchronized (this) {
            ended = expired();
            idle.addLast(used);
            if (idle.stream().filter(each -> each.key().equals(used.key())).count() > MOST_OF_ONE) {
                ended.add(first(used.key()));
            } else if (idle.size() > MOST) {
                ended.add(idle.removeFirst().session());
            }
        }
        ended.forEach(RequestSession::end);
    }

    private RequestSession first(Key key) {
        for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
            Idle waiting = each.next();
            if (waiting.key().equals(key)) {
                each.remove();
                return waiting.session();
            }
        }
        throw new IllegalStateException("no session waits for " + key.name());
    }

    private List<RequestSession> expired() {
        long now = System.nanoTime();
        List<RequestSession> ended = new ArrayList<>();
        idle.removeIf(each -> {
            boolean late = each.until() - now <= 0;
            if (late) {
                ended.add(each.session());
            }
            return late;
        });
        return ended;
    }
}
