package io.gatehouse.doors.messages.loop;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ErrorHandler;
import java.util.concurrent.CompletableFuture;

/// An answer of a provider with status 200.
record ProviderAnswer(Headers headers, byte[] body) {

    /// Collects one.
    static final class Collector implements ErrorHandler {
        private static final int OK = 200;

        private final CompletableFuture<ProviderAnswer> answer = new CompletableFuture<>();
        private Headers headers = Headers.none();
        private int status;

        /// The answer; fails with a [ModelFailure] or an [HttpFailure].
        CompletableFuture<ProviderAnswer> answer() {
            return answer;
        }

        @Override
        public BodyMode head(int given, Headers received) {
            status = given;
            headers = received;
            return BodyMode.WHOLE;
        }

        @Override
        public void whole(byte[] body) {
            if (status == OK) {
                answer.complete(new ProviderAnswer(headers, body));
            } else {
                answer.completeExceptionally(ModelFailure.answered(status, headers, body));
            }
        }

        @Override
        public void error(ApiError error, Headers received) {
            answer.completeExceptionally(ModelFailure.told(error, received));
        }

        @Override
        public void broken(ApiError error) {
            answer.completeExceptionally(ModelFailure.of(error));
        }

        @Override
        public void failed(HttpFailure failure) {
            answer.completeExceptionally(failure);
        }
    }
}
