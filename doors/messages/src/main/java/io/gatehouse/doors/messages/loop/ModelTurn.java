package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ErrorHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Takes one answer of the model as it arrives. An error of the provider is collected whole.
abstract class ModelTurn implements ErrorHandler {
    private static final int OK = 200;

    private final CompletableFuture<ModelAnswer> answer = new CompletableFuture<>();
    private @Nullable Headers headers;
    private int status;
    private volatile @Nullable ClientCall call;

    /// The complete answer; fails with a [ModelFailure] or an [HttpFailure].
    final CompletableFuture<ModelAnswer> answer() {
        return answer;
    }

    /// The call that this hears.
    final void of(ClientCall made) {
        call = made;
    }

    /// The call that this hears, once it is known.
    final @Nullable ClientCall call() {
        return call;
    }

    /// What to do with the body of an answer with status 200.
    abstract BodyMode begun(Headers headers);

    /// The whole body of such an answer, if it was read so.
    abstract void complete(byte[] body);

    /// Whether the answer is complete, or certainly never will be.
    final boolean complete() {
        return answer.isDone();
    }

    /// The headers of the answer.
    final Headers received() {
        return headers == null ? Headers.none() : headers;
    }

    /// What the answer has used so far, as far as it can be told.
    TokenUsage soFar() {
        return TokenUsage.NONE;
    }

    /// Takes nothing any more: the message goes on without this answer.
    void abandon() {}

    final void answered(ModelAnswer complete) {
        answer.complete(complete);
    }

    final void failed(ModelFailure failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public final BodyMode head(int given, Headers received) {
        status = given;
        headers = received;
        return given == OK ? begun(received) : BodyMode.WHOLE;
    }

    @Override
    public final void whole(byte[] body) {
        if (status == OK) {
            complete(body);
        } else {
            failed(ModelFailure.answered(status, received(), body));
        }
    }

    @Override
    public final void error(ApiError error, Headers received) {
        failed(ModelFailure.told(error, received));
    }

    @Override
    public final void broken(ApiError error) {
        failed(ModelFailure.of(error));
    }

    @Override
    public final void failed(HttpFailure failure) {
        answer.completeExceptionally(failure);
    }
}
