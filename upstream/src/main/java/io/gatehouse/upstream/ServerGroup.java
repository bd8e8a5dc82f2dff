package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A server that has several addresses, each of which could answer alone. Each is looked after like a server of its
/// own, with its own connections, circuit breaker and health page; the lists are those of one of them.
final class ServerGroup implements RunningServer, UpstreamListener {
    private final ServerSettings settings;
    private final UpstreamListener listener;
    private final ServerLog log;
    private final List<UpstreamServer> members = new ArrayList<>();
    private final GroupRoutes routes;
    private final CompletableFuture<Void> firstLists = new CompletableFuture<>();
    private volatile UpstreamServer source;
    private volatile UpstreamState state;

    /// @param settings with a transport that is a [Transport.HttpGroup]
    /// @param folder where the last known lists of each are kept
    ServerGroup(
            ServerSettings settings,
            Transport.HttpGroup group,
            Wiring wiring,
            UpstreamListener listener,
            Path folder,
            ServerLog log) {
        this.settings = settings;
        this.listener = listener;
        this.log = log;
        for (int index = 0; index < group.addresses().size(); index++) {
            ServerSettings one =
                    settings.with(settings.name(), group.addresses().get(index));
            members.add(new UpstreamServer(one, wiring, this, SnapshotFile.in(folder, one, index), log));
        }
        this.source = members.getFirst();
        this.routes = new GroupRoutes(members);
        this.state =
                GroupState.of(settings.name(), members, source, source.state().since());
    }

    @Override
    public void start() {
        members.forEach(member -> member.firstLists().thenRun(this::listed));
        members.forEach(UpstreamServer::start);
    }

    /// The first lists are there with those of any member, or when all have failed.
    private void listed() {
        boolean all = members.stream().allMatch(member -> member.firstLists().isDone());
        if (all || members.stream().anyMatch(member -> member.snapshot().listed())) {
            choose(null);
            firstLists.complete(null);
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public ServerSettings settings() {
        return settings;
    }

    @Override
    public UpstreamState state() {
        return state;
    }

    /// Until one of them takes calls again; null while one does.
    @Override
    public @Nullable Instant heldUntil(String account) {
        Instant first = null;
        for (UpstreamServer member : members) {
            if (member.state().phase() == ServerPhase.READY || member.heldUntil(account) != null) {
                Instant until = member.heldUntil(account);
                if (until == null) {
                    return null;
                }
                first = first == null || until.isBefore(first) ? until : first;
            }
        }
        return first;
    }

    @Override
    public @Nullable CallFailure refusal(String account) {
        CallFailure first = null;
        for (UpstreamServer member : members) {
            CallFailure refusal = member.refusal(account);
            if (refusal == null) {
                return null;
            }
            first = first == null ? refusal : first;
        }
        return first;
    }

    @Override
    public ServerLog log() {
        return log;
    }

    @Override
    public Snapshot snapshot() {
        return source.snapshot();
    }

    @Override
    public List<ServerWarning> warnings() {
        List<ServerWarning> all = new ArrayList<>(source.warnings());
        Snapshot lists = source.snapshot();
        for (int index = 0; index < members.size(); index++) {
            UpstreamServer member = members.get(index);
            boolean ready = member.state().phase() == ServerPhase.READY;
            if (ready && member != source && !member.snapshot().sameAs(lists)) {
                all.add(new ServerWarning(
                        "urls",
                        GroupState.place(member, index) + " does not list the same as "
                                + GroupState.place(source, members.indexOf(source)),
                        "the lists of " + GroupState.place(source, members.indexOf(source)) + " are used"));
            }
        }
        return all;
    }

    @Override
    public void request(EditedRequest request, UpstreamExchange exchange, CallOptions options) {
        new GroupCall(routes, request, exchange, options).start();
    }

    /// Only one of them has a connection of the session's own, and the others drop it.
    @Override
    public void notify(Notification notification, Peer peer) {
        members.forEach(member -> member.notify(notification, peer));
    }

    /// Each of them is listened to, because nobody knows which one hears of a change. The first that agrees counts.
    @Override
    public Handler.Listening watch(Caller caller, Set<String> uris, Consumer<Set<String>> honoured) {
        AtomicBoolean told = new AtomicBoolean();
        AtomicInteger left = new AtomicInteger(members.size());
        List<Handler.Listening> all = members.stream()
                .map(member -> member.watch(caller, uris, taken -> {
                    boolean last = left.decrementAndGet() == 0;
                    if ((last || !taken.isEmpty()) && told.compareAndSet(false, true)) {
                        honoured.accept(taken);
                    }
                }))
                .toList();
        return () -> all.forEach(Handler.Listening::close);
    }

    @Override
    public Handler.Listening watchTasks(
            Caller caller, Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> hearer) {
        return new GroupTaskWatch(caller, routes.byTask(caller, tasks), honoured).begin(hearer);
    }

    @Override
    public CompletableFuture<Void> firstLists() {
        return firstLists.isDone() ? firstLists : firstLists.copy();
    }

    @Override
    public void refresh() {
        members.forEach(UpstreamServer::refresh);
    }

    @Override
    public void listsChanged(Upstream member) {
        choose(member);
    }

    @Override
    public void stateChanged(Upstream member) {
        choose(null);
        boolean changed;
        synchronized (this) {
            UpstreamState before = state;
            UpstreamState now = GroupState.of(name(), members, source, before.since());
            if (now.phase() != before.phase()) {
                now = GroupState.of(name(), members, source, Instant.now());
            }
            state = now;
            changed = !Objects.equals(now, before);
        }
        if (changed) {
            listener.stateChanged(this);
        }
    }

    @Override
    public void notified(Upstream member, Notification notification, Hearers hearers) {
        listener.notified(this, notification, hearers);
    }

    /// Takes the lists of another member where those that count are of one that is away, and tells of other lists.
    ///
    /// @param changed the member whose lists are others, or null
    private void choose(@Nullable Upstream changed) {
        boolean other;
        synchronized (this) {
            UpstreamServer before = source;
            UpstreamServer now = better(before);
            source = now;
            other = now == before ? now == changed : !now.snapshot().sameAs(before.snapshot());
        }
        if (other) {
            listener.listsChanged(this);
        }
    }

    private UpstreamServer better(UpstreamServer current) {
        if (current.state().phase() == ServerPhase.READY && current.snapshot().listed()) {
            return current;
        }
        for (UpstreamServer member : members) {
            if (member.state().phase() == ServerPhase.READY && member.snapshot().listed()) {
                return member;
            }
        }
        if (current.snapshot().listed()) {
            return current;
        }
        return members.stream()
                .filter(member -> member.snapshot().listed())
                .findFirst()
                .orElse(current);
    }

    @Override
    public void endSessions(Predicate<Caller> gone) {
        members.forEach(member -> member.endSessions(gone));
    }

    @Override
    public void retire() {
        members.forEach(UpstreamServer::retire);
    }

    @Override
    public int inFlight() {
        return members.stream().mapToInt(UpstreamServer::inFlight).sum();
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(
                        members.stream().map(UpstreamServer::close).toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> firstLists.complete(null));
    }
}
