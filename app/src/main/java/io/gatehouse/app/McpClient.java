package io.gatehouse.app;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.CallFailure;
import io.gatehouse.upstream.CallOptions;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Transport;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.UpstreamListener;
import io.gatehouse.upstream.UpstreamState;
import io.gatehouse.upstream.Upstreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client of one toolset for commands: it connects, knows the lists, and waits for each answer.
final class McpClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final UpstreamListener NOBODY = new UpstreamListener() {
        @Override
        public void listsChanged(Upstream upstream) {}

        @Override
        public void stateChanged(Upstream upstream) {}

        @Override
        public void notified(Upstream upstream, Notification notification) {}
    };

    private final HttpEngine engine;
    private final Upstreams upstreams;
    private final Upstream upstream;

    /// Connects and waits for the lists.
    ///
    /// @param folder for what the client keeps; it can go afterwards
    /// @throws CommandException when there is no connection
    McpClient(Transport transport, Path folder) {
        engine = HttpEngine.start(EngineSettings.defaults());
        upstreams = new Upstreams(engine, folder, NOBODY);
        ServerSettings settings = ServerSettings.builder("gateway", transport)
                .listTimeout(PATIENCE)
                .callTimeout(Duration.ofHours(1))
                .build();
        upstreams.apply(List.of(settings));
        upstream = upstreams.all().getFirst();
        try {
            upstream.firstLists()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException late) {
            close();
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    late.getCause() instanceof TimeoutException
                            ? "the gateway did not list its tools within " + PATIENCE.toSeconds() + " s"
                            : String.valueOf(late.getMessage()));
        }
        UpstreamState state = upstream.state();
        if (state.phase() != Phase.READY) {
            close();
            throw new CommandException(ExitCode.UNREACHABLE, sentence(state.problem()) + sentence(state.remedy()));
        }
    }

    /// What the toolset offers.
    Snapshot snapshot() {
        return upstream.snapshot();
    }

    /// Sends a request and waits for its answer.
    ///
    /// @param tool the tool that it calls, or null
    /// @throws CommandException when there is no answer
    Response ask(String method, String params, @Nullable Listed tool) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        CallOptions options = tool == null ? CallOptions.DEFAULT : new CallOptions(null, tool.headers());
        upstream.request(Request.of("1", method, params), new Waiting(answer), options);
        try {
            return answer.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof CommandException known) {
                throw known;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        upstreams.close();
        engine.close();
    }

    private static String sentence(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : text + (text.endsWith(".") ? " " : ". ");
    }

    private record Waiting(CompletableFuture<Response> answer) implements UpstreamExchange {
        private static final Peer PEER = new Peer(Revision.NEWEST, null, null, new Caller("command line"), null);

        @Override
        public Peer peer() {
            return PEER;
        }

        @Override
        public void respond(Response response) {
            answer.complete(response);
        }

        @Override
        public void failed(CallFailure failure) {
            answer.completeExceptionally(new CommandException(
                    ExitCode.UNREACHABLE, sentence(failure.message()) + sentence(failure.remedy())));
        }

        @Override
        public void notify(Notification notification) {
            // Progress and log messages are not shown; the answer is.
        }

        @Override
        public void ask(Request request, Consumer<Response> refused) {
            refused.accept(Response.error(
                    io.gatehouse.protocol.ErrorCode.METHOD_NOT_FOUND, "the command line cannot be asked"));
        }

        @Override
        public void onCancelled(Runnable action) {
            // Ending the process is what cancels.
        }
    }
}
