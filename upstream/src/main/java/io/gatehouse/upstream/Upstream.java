package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One MCP server behind the gateway. No method blocks.
public interface Upstream {
    /// The name from the configuration.
    String name();

    /// The settings that it runs with.
    ServerSettings settings();

    /// How it is doing.
    UpstreamState state();

    /// Until when calls to it are held back, because it says that it is not well or the last ones failed; null while
    /// they are sent.
    ///
    /// @param account of the caller, [io.gatehouse.protocol.Caller#account()]
    @Nullable
    Instant heldUntil(String account);

    /// How a call would fail without being sent, because it would be held back or there is no connection; null while
    /// calls are sent or wait.
    ///
    /// @param account of the caller
    @Nullable
    CallFailure refusal(String account);

    /// What it wrote last on standard error, and how it failed.
    ServerLog log();

    /// What it is and lists, as last seen.
    Snapshot snapshot();

    /// What it, or the file that names it, does wrong and Gatehouse put up with; for operators only.
    List<ServerWarning> warnings();

    /// Sends a request on, with an id of our own. The exchange ends in exactly one answer or failure.
    void request(EditedRequest request, UpstreamExchange exchange, CallOptions options);

    /// Passes on what a client says outside its requests, to that session's own connection; without one
    /// it is dropped.
    void notify(Notification notification, Peer peer);

    /// Watches resources until the returned listening is closed; updates go to [UpstreamListener#notified].
    ///
    /// @param caller for whom
    /// @param honoured gets the resources that the server agreed to watch, once
    Handler.Listening watch(Caller caller, Set<String> uris, Consumer<Set<String>> honoured);

    /// Hears of the states of tasks until the returned listening is closed (tasks extension).
    ///
    /// @param caller whose tasks they are
    /// @param tasks ids as the server knows them
    /// @param honoured gets those that the server agreed to tell of, once
    /// @param listener gets its notifications as they came
    Handler.Listening watchTasks(
            Caller caller, Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> listener);

    /// Completes when the first lists, or those last known, are there, or the first attempt to get them
    /// has failed.
    CompletableFuture<Void> firstLists();

    /// Lists anew in the background; connects now when it is waiting to.
    void refresh();
}
