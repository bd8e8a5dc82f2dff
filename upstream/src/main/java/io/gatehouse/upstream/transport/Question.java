package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A request of the handshake, whose answer a virtual thread waits for.
public final class Question implements Replies {
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private final String server;

    /// @param server the name of the server, for messages
    public Question(String server) {
        this.server = server;
    }

    /// Completes with the answer, or exceptionally with what happened instead.
    public CompletableFuture<Response> answer() {
        return answer;
    }

    boolean done() {
        return answer.isDone();
    }

    /// The answer.
    ///
    /// @throws ConnectFailure when it does not come in time
    public Response in(Duration timeout) throws ConnectFailure {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new ConnectFailure(
                    Evidence.SILENT,
                    "server " + server + " did not answer within "
                            + (timeout.toMillis() < 10_000 ? timeout.toMillis() + " ms" : timeout.toSeconds() + " s"),
                    "check that it speaks MCP, or raise `connect-timeout` of server " + server);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ConnectFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectFailure(Evidence.OUTAGE, "interrupted", "try again");
        }
    }

    @Override
    public void response(Response response) {
        answer.complete(response);
    }

    @Override
    public void notification(Notification notification) {}

    @Override
    public void asked(Request request, Consumer<Response> reply) {}

    /// Ends it with a failure whose cause is known.
    void failed(ConnectFailure failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void failed(CallFailure failure) {
        Evidence evidence = failure.kind().refusal() && failure.outcome() == Outcome.NOT_SENT
                ? Evidence.OTHER_ERA
                : Evidence.EXITED;
        answer.completeExceptionally(ConnectFailure.of(evidence, failure, null));
    }
}
