package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ServerPhase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Which address of a server each request goes to: the one that knows the session or the task, else the one that is
/// least busy.
final class GroupRoutes {
    /// Tasks whose address is known. The address of an older one is guessed.
    private static final int MOST_TASKS = 10_000;

    private final List<UpstreamServer> members;
    private final Map<String, UpstreamServer> sessions = new ConcurrentHashMap<>();
    private final Map<Task, UpstreamServer> tasks = new LinkedHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /// A task as its server names it, which may have others of that name at its other addresses.
    private record Task(CallerId caller, String id) {}

    GroupRoutes(List<UpstreamServer> members) {
        this.members = List.copyOf(members);
    }

    /// All of them in the order in which a request tries them; the next one only where the one before did not take it.
    List<UpstreamServer> of(EditedRequest request, Peer peer) {
        List<UpstreamServer> order = new ArrayList<>(members);
        // Those that are as busy as each other take turns.
        Collections.rotate(order, turn.getAndIncrement());
        String account = peer.caller().account();
        order.sort(Comparator.comparing((UpstreamServer member) -> away(member, account))
                .thenComparing(UpstreamServer::inFlight));
        UpstreamServer known = ofTask(peer.caller(), request);
        if (known == null) {
            known = ofSession(peer, order.getFirst());
        }
        if (known != null) {
            order.remove(known);
            order.addFirst(known);
        }
        return order;
    }

    private static boolean away(UpstreamServer member, String account) {
        return member.state().phase() != ServerPhase.READY || member.heldUntil(account) != null;
    }

    /// Where the session of a client belongs, because a server of an older revision remembers it; it moves when that
    /// address is away.
    private @Nullable UpstreamServer ofSession(Peer peer, UpstreamServer best) {
        Peer.Session session = peer.session();
        Revision revision = best.snapshot().revision();
        if (session == null || revision != null && revision.modern()) {
            return null;
        }
        String id = session.id();
        UpstreamServer known = sessions.putIfAbsent(id, best);
        if (known == null) {
            session.onEnd(() -> sessions.remove(id));
            return best;
        }
        String account = peer.caller().account();
        if (known != best && away(known, account) && !away(best, account)) {
            sessions.replace(id, known, best);
            return best;
        }
        return known;
    }

    private @Nullable UpstreamServer ofTask(Caller caller, EditedRequest request) {
        return switch (request.method()) {
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL -> {
                String id = request.name();
                yield id == null ? null : ofTask(new Task(caller.id(), id));
            }
            default -> null;
        };
    }

    private @Nullable UpstreamServer ofTask(Task task) {
        synchronized (tasks) {
            return tasks.get(task);
        }
    }

    /// A member has begun a task of a caller.
    void began(Caller caller, String id, UpstreamServer member) {
        Task task = new Task(caller.id(), id);
        synchronized (tasks) {
            tasks.remove(task);
            tasks.put(task, member);
            if (tasks.size() > MOST_TASKS) {
                tasks.remove(tasks.keySet().iterator().next());
            }
        }
    }

    /// The given tasks of a caller by the member that knows them; those that nobody remembers are asked of the best.
    Map<UpstreamServer, Set<String>> byTask(Caller caller, Set<String> ids) {
        Map<UpstreamServer, Set<String>> found = new LinkedHashMap<>();
        for (String id : ids) {
            UpstreamServer known = ofTask(new Task(caller.id(), id));
            UpstreamServer member = known == null ? best() : known;
            found.computeIfAbsent(member, fresh -> new HashSet<>()).add(id);
        }
        return found;
    }

    private UpstreamServer best() {
        return members.stream()
                .filter(member -> member.state().phase() == ServerPhase.READY)
                .findFirst()
                .orElse(members.getFirst());
    }
}
