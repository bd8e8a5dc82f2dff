package io.gatehouse.gateway;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.UpstreamState;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.ToolTimes;
import io.gatehouse.upstream.settings.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server that lists what a test says, and answers every request as the test says.
public final class ListedServer implements Upstream {
    public final List<Request> received = new ArrayList<>();
    public final List<Notification> notified = new ArrayList<>();
    final CompletableFuture<Void> firstLists = CompletableFuture.completedFuture(null);
    private final String name;
    private boolean validating;
    private List<ToolTimes> times = List.of();
    private volatile Snapshot snapshot;
    private Runnable onceListed = () -> {};
    private BiConsumer<Request, UpstreamExchange> answer =
            (request, exchange) -> exchange.respond(Response.result("{\"content\":[]}"));

    public ListedServer(String name) {
        this.name = name;
        this.snapshot = snapshot(List.of(), List.of(), List.of(), List.of());
    }

    /// A server with these tools, each with an empty schema.
    public static ListedServer withTools(String name, String... tools) {
        ListedServer server = new ListedServer(name);
        server.lists(Stream.of(tools)
                .map(tool -> "{\"name\":\"" + tool + "\",\"inputSchema\":{\"type\":\"object\"}}")
                .toList());
        return server;
    }

    /// A server with these resources.
    public static ListedServer withResources(String name, String... uris) {
        ListedServer server = new ListedServer(name);
        List<Listed> resources = Stream.of(uris)
                .map(uri -> listed(uri, "{\"uri\":\"" + uri + "\",\"name\":\"a resource\"}"))
                .toList();
        server.snapshot = snapshot(List.of(), resources, List.of(), List.of());
        return server;
    }

    /// The same with these tools.
    ListedServer tools(String... tools) {
        List<Listed> all =
                Stream.of(tools).map(tool -> listed(nameIn(tool), tool)).toList();
        snapshot = snapshot(all, snapshot.resources(), snapshot.templates(), List.of());
        return this;
    }

    /// The same with these templates.
    public ListedServer templates(String... templates) {
        List<Listed> all = Stream.of(templates)
                .map(template -> listed(template, "{\"uriTemplate\":\"" + template + "\",\"name\":\"t\"}"))
                .toList();
        snapshot = snapshot(snapshot.tools(), snapshot.resources(), all, List.of());
        return this;
    }

    public ListedServer lists(List<String> tools) {
        snapshot = snapshot(
                tools.stream().map(tool -> listed(nameIn(tool), tool)).toList(), List.of(), List.of(), List.of());
        return this;
    }

    /// The gateway checks arguments before it sends them.
    public ListedServer validating() {
        validating = true;
        return this;
    }

    /// It speaks this revision, not the newest.
    public ListedServer speaks(Revision spoken) {
        Snapshot now = snapshot;
        snapshot = new Snapshot(
                spoken,
                now.serverInfo(),
                now.capabilities(),
                now.instructions(),
                now.tools(),
                now.resources(),
                now.templates(),
                now.prompts(),
                now.ttlMillis(),
                now.cacheScope(),
                now.warnings(),
                now.stale());
        return this;
    }

    /// Some of its tools have times of their own.
    public ListedServer times(ToolTimes... own) {
        times = List.of(own);
        return this;
    }

    /// Runs an action when the lists are read next, after which what was read is old.
    public ListedServer onceListed(Runnable action) {
        onceListed = action;
        return this;
    }

    public ListedServer answers(BiConsumer<Request, UpstreamExchange> how) {
        this.answer = how;
        return this;
    }

    private static Snapshot snapshot(
            List<Listed> tools, List<Listed> resources, List<Listed> templates, List<Listed> prompts) {
        return new Snapshot(
                Revision.NEWEST,
                null,
                view("{\"tools\":{},\"resources\":{}}"),
                null,
                tools,
                resources,
                templates,
                prompts,
                5_000,
                CacheScope.PUBLIC,
                List.of(),
                false);
    }

    private static Listed listed(String key, String definition) {
        return new Listed(key, view(definition), List.of());
    }

    private static String nameIn(String definition) {
        String name = view(definition).string("name");
        if (name == null) {
            throw new IllegalArgumentException("a tool needs a name");
        }
        return name;
    }

    static ObjectView view(String json) {
        try {
            return ObjectView.read(Slice.of(json));
        } catch (MalformedJsonException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ServerSettings settings() {
        return ServerSettings.builder(name, new Transport.Invalid("only listed", ""))
                .validate(validating)
                .toolTimes(times)
                .build();
    }

    @Override
    public UpstreamState state() {
        throw new UnsupportedOperationException("a listed server has no connection");
    }

    @Override
    public @Nullable Instant heldUntil(String account) {
        return null;
    }

    @Override
    public @Nullable CallFailure refusal(String account) {
        return null;
    }

    @Override
    public Snapshot snapshot() {
        Snapshot now = snapshot;
        Runnable action = onceListed;
        onceListed = () -> {};
        action.run();
        return now;
    }

    @Override
    public List<ServerWarning> warnings() {
        return snapshot.warnings();
    }

    @Override
    public ServerLog log() {
        return new ServerLog(settings());
    }

    @Override
    public void request(EditedRequest edited, UpstreamExchange exchange, CallOptions options) {
        Request request = edited.applied();
        received.add(request);
        exchange.onCancelled(() -> exchange.failed(CallFailure.of(
                CallFailure.Kind.CANCELLED, name, Outcome.SENT_OUTCOME_UNKNOWN, Told.of("the client cancelled"))));
        answer.accept(request, exchange);
    }

    @Override
    public void notify(Notification notification, Peer peer) {
        notified.add(notification);
    }

    @Override
    public Handler.Listening watch(Caller caller, Set<String> uris, Consumer<Set<String>> honoured) {
        honoured.accept(uris);
        return () -> {};
    }

    @Override
    public Handler.Listening watchTasks(
            Caller caller, Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> listener) {
        honoured.accept(Set.of());
        return () -> {};
    }

    @Override
    public CompletableFuture<Void> firstLists() {
        return firstLists;
    }

    @Override
    public void refresh() {}
}
