package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ConnectionEvents;
import io.gatehouse.upstream.transport.Facts;
import io.gatehouse.upstream.transport.ListenStream;
import io.gatehouse.upstream.transport.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the gateway listens to at one server, on the shared connection: its lists, and the resources that
/// somebody watches, each once however many do. Changes for one resource follow each other: over HTTP an
/// unsubscription would otherwise overtake the subscription that comes after it, or the other way round.
final class Watches {
    /// How long a subscriber waits for a server of the modern era. One that says nothing for longer is asked again
    /// until it does.
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(5);

    private final Timers timers;
    private final ServerSettings settings;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, CompletableFuture<Response>> changes = new HashMap<>();
    private @Nullable Connection connection;
    private @Nullable ConnectionEvents events;
    private @Nullable ListenStream stream;

    Watches(ServerSettings settings, Timers timers) {
        this.settings = settings;
        this.timers = timers;
    }

    /// Sets everything up on a new connection. Whoever watches already may have missed something, and is told so once
    /// the server tells of changes again.
    synchronized void attach(Connection fresh, ConnectionEvents hearer) {
        changes.clear();
        connection = fresh;
        events = hearer;
        stream = null;
        if (fresh.facts().revision().modern()) {
            Set<String> watched = Set.copyOf(counts.keySet());
            listen().thenAccept(honoured -> hearer.mayHaveChanged(common(watched, honoured.uris())));
        } else {
            subscribeAgain(fresh, hearer);
        }
    }

    /// Sets everything up again in another session of the same connection.
    synchronized void renewed() {
        Connection current = connection;
        ConnectionEvents hearer = events;
        if (current != null && hearer != null) {
            subscribeAgain(current, hearer);
        }
    }

    private void subscribeAgain(Connection current, ConnectionEvents hearer) {
        Set<String> watched = new HashSet<>(counts.keySet());
        subscribe(current, Set.copyOf(watched)).thenAccept(refused -> {
            watched.removeAll(refused);
            hearer.mayHaveChanged(watched);
        });
    }

    synchronized void detach() {
        if (stream != null) {
            stream.close();
        }
        changes.clear();
        connection = null;
        stream = null;
    }

    /// Watches resources until it is closed.
    synchronized Handler.Listening add(Set<String> uris, Consumer<Set<String>> honoured) {
        Set<String> fresh = new HashSet<>();
        for (String uri : uris) {
            if (counts.merge(uri, 1, Integer::sum) == 1) {
                fresh.add(uri);
            }
        }
        Connection current = connection;
        if (current == null) {
            honoured.accept(uris);
        } else if (current.facts().revision().modern()) {
            CompletableFuture<Filter> answer = fresh.isEmpty() && stream != null ? stream.acknowledged() : listen();
            answer.thenApply(filter -> common(uris, filter.uris()))
                    .completeOnTimeout(uris, ACKNOWLEDGEMENT.toMillis(), TimeUnit.MILLISECONDS)
                    .thenAccept(honoured);
        } else if (!current.facts().can("resources", "subscribe")) {
            honoured.accept(Set.of());
        } else {
            subscribe(current, fresh)
                    .thenCombine(settled(uris), (refused, done) -> refused)
                    .thenAccept(refused -> {
                        Set<String> taken = new HashSet<>(uris);
                        taken.removeAll(refused);
                        honoured.accept(taken);
                    });
        }
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                remove(uris);
            }
        };
    }

    private synchronized void remove(Set<String> uris) {
        List<String> gone = new ArrayList<>();
        for (String uri : uris) {
            if (counts.computeIfPresent(uri, (key, count) -> count == 1 ? null : count - 1) == null) {
                gone.add(uri);
            }
        }
        Connection current = connection;
        if (current == null || gone.isEmpty()) {
            return;
        }
        if (current.facts().revision().modern()) {
            listen();
        } else if (current.facts().can("resources", "subscribe")) {
            gone.forEach(uri -> change(current, Method.RESOURCES_UNSUBSCRIBE, uri));
        }
    }

    /// Opens a stream for what is wanted now; the one before ends once the new one is acknowledged.
    private CompletableFuture<Filter> listen() {
        Connection current = connection;
        ConnectionEvents hearer = events;
        ListenStream before = stream;
        if (current == null || hearer == null) {
            return CompletableFuture.completedFuture(Filter.NOTHING);
        }
        Facts facts = current.facts();
        Filter filter = new Filter(
                facts.can("tools", "listChanged"),
                facts.can("prompts", "listChanged"),
                facts.can("resources", "listChanged"),
                facts.can("resources", "subscribe") ? counts.keySet() : Set.of());
        if (filter.isEmpty()) {
            stream = null;
            if (before != null) {
                before.close();
            }
            return CompletableFuture.completedFuture(filter);
        }
        ListenStream next = new ListenStream(current, hearer, timers, settings.retries(), filter);
        stream = next;
        next.acknowledged().thenAccept(honoured -> {
            if (before != null) {
                before.replaced(honoured);
            }
        });
        next.open();
        return next.acknowledged();
    }

    /// Subscribes at a legacy server.
    ///
    /// @return those that it refused
    private CompletableFuture<Set<String>> subscribe(Connection current, Set<String> uris) {
        if (!current.facts().can("resources", "subscribe")) {
            return CompletableFuture.completedFuture(Set.copyOf(uris));
        }
        Set<String> refused = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (String uri : uris) {
            answers.add(change(current, Method.RESOURCES_SUBSCRIBE, uri).whenComplete((response, failure) -> {
                if (failure != null || response.failed()) {
                    refused.add(uri);
                }
            }));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> refused);
    }

    /// Sends a change once the one before it for the same resource is answered.
    private synchronized CompletableFuture<Response> change(Connection current, String method, String uri) {
        CompletableFuture<Response> before = changes.get(uri);
        CompletableFuture<Response> answer = before == null
                ? send(current, method, uri)
                : before.handle((response, failure) -> uri).thenCompose(same -> send(current, method, same));
        changes.put(uri, answer);
        answer.whenComplete((response, failure) -> forget(uri, answer));
        return answer;
    }

    private synchronized void forget(String uri, CompletableFuture<Response> answer) {
        changes.remove(uri, answer);
    }

    /// Completes when the changes under way for these resources are answered, well or not.
    private CompletableFuture<Void> settled(Set<String> uris) {
        List<CompletableFuture<Response>> underWay = new ArrayList<>();
        for (String uri : uris) {
            CompletableFuture<Response> change = changes.get(uri);
            if (change != null) {
                underWay.add(change);
            }
        }
        return CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> done);
    }

    private CompletableFuture<Response> send(Connection current, String method, String uri) {
        Question question = new Question(settings.name());
        current.send(
                Outgoing.own(Request.of("0", method, "{\"uri\":" + Json.quote(uri) + "}"), Outgoing.CONTROL_TIMEOUT),
                question);
        return question.answer();
    }

    private static Set<String> common(Set<String> one, Set<String> other) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        return common;
    }
}
